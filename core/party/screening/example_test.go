package screening_test

import (
	"fmt"

	"tonghui/core/party/screening"
)

// A list's file is read, and names are compared with it.
func Example() {
	file := []byte("编号,类型,姓名,出生日期\n1,自然人,章建国,1975\n2,企业,北京通惠科技有限公司,\n")
	f, err := screening.ParseFile(file, screening.PlainCSV, screening.UTF8)
	if err != nil {
		fmt.Println(err)
		return
	}
	ix := screening.NewIndex(screening.DefaultThreshold, screening.Listed{List: "own", Kind: screening.Own, Entries: f.Entries})
	for _, s := range []screening.Subject{
		{Sort: screening.PersonSort, Names: []string{"張建國"}, Birth: 19750301},
		{Sort: screening.OrganisationSort, Names: []string{"北京市通惠科技股份有限公司"}},
		{Sort: screening.PersonSort, Names: []string{"张建华"}, Birth: 19750301},
	} {
		ms := ix.Screen(nil, &s)
		if len(ms) == 0 {
			fmt.Println(s.Names[0], "no hit")
			continue
		}
		fmt.Println(s.Names[0], ms[0].Score, ix.Explain(&s, &ms[0]).ZH)
	}
	_, err = screening.ParseFile([]byte("姓名\n\xd5\xc5\xc8\xfd\n"), screening.PlainCSV, screening.Undeclared)
	fmt.Println(err)
	// Output:
	// 張建國 927 姓名拼音相同，字不同：张/章；出生年份一致（得分 927）。
	// 北京市通惠科技股份有限公司 990 姓名用字完全相同；除姓名外无可比信息（得分 990）。
	// 张建华 no hit
	// screening.file_mixed: The file mixes encodings: line 1 is UTF-8, line 2 seems to be GB18030. Nothing was loaded: ask its source for a whole one.
}
