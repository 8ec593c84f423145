package screening

import "testing"

// TestVerdicts: pairs of names, what stands beside them, and whether they are a hit at the default threshold.
func TestVerdicts(t *testing.T) {
	person := func(name string, b Birth) Subject { return Subject{Sort: PersonSort, Names: []string{name}, Birth: b} }
	firm := func(name string) Subject { return Subject{Sort: OrganisationSort, Names: []string{name}} }
	for _, c := range []struct {
		party  Subject
		listed string
		births []Birth
		score  int // 0: no hit
		why    string
	}{
		// Chinese names
		{person("王伟", 0), "王伟", nil, 960, "the same, nothing else to compare"},
		{person("王伟", 19800506), "王伟", []Birth{19800506}, 1000, "and born on the same day"},
		{person("王伟", 19800506), "王伟", []Birth{19610101}, 0, "the same name, born years apart"},
		{person("王伟", 0), "王玮", nil, 0, "one of two characters only sounds alike"},
		{person("王伟", 19800101), "王玮", []Birth{19800000}, 860, "the same, born in the same year"},
		{person("张建国", 19750301), "章建国", []Birth{19750000}, 927, "张 and 章"},
		{person("李小明", 0), "李晓明", nil, 867, "one of three characters sounds alike"},
		{person("李小明", 0), "李明", nil, 0, "one character less of three"},
		{person("李小明", 0), "李大明", nil, 0, "one of three is quite another"},
		{person("张伟", 0), "李伟", nil, 0, "another surname"},
		{person("陈锦绣", 19800506), "陈绣锦", []Birth{19800506}, 887, "characters that changed places, born on the same day"},
		{person("陈锦绣", 0), "陈绣锦", nil, 0, "the same by the name alone"},
		{person("欧阳建国", 0), "欧阳建", nil, 0, "one less of four"},
		{person("阿卜杜拉·买买提", 0), "阿卜杜拉買買提", nil, 960, "a dot, and traditional characters"},
		// traditional, width, blanks
		{person("張偉", 0), "张伟", nil, 960, "traditional"},
		{person("劉　德華", 0), "刘德华", nil, 960, "traditional, with a wide blank"},
		{person("ＷＡＮＧ Ｗｅｉ", 0), "wang wei", nil, 960, "full-width letters"},
		// Latin against Chinese, order, surname readings
		{person("WANG Xiaoming", 0), "王小明", nil, 870, "pinyin"},
		{person("Xiaoming Wang", 0), "王小明", nil, 870, "given name first"},
		{person("Xiao Ming WANG", 0), "王晓明", nil, 870, "divided"},
		{person("王伟", 0), "Wei Wang", nil, 860, "a Latin list, two syllables"},
		{person("Ouyang Jianguo", 0), "欧阳建国", nil, 870, "surname of two characters"},
		{person("Jianguo Ouyang", 0), "欧阳建国", nil, 870, "and last"},
		{person("Shan Wei", 0), "单伟", nil, 860, "单 as a surname is shan"},
		{person("Dan Wei", 0), "单伟", nil, 0, "not dan"},
		{person("Zeng Guofan", 0), "曾国藩", nil, 870, "曾 as a surname is zeng"},
		{person("Lee Siu Ming", 0), "李兆明", nil, 0, "another given name"},
		{person("Lee Xiaoming", 0), "李小明", nil, 850, "Lee for 李"},
		{person("Zang San", 0), "张三", nil, 0, "an often confused syllable alone is not enough"},
		// Latin
		{person("Mohammed Ali Hassan", 0), "HASSAN, Muhammad Ali", nil, 960, "order and spelling"},
		{person("Sergey Petrov", 0), "Sergei Petrov", nil, 960, "spelling"},
		{person("Vladimir Kuznetzov", 0), "Vladimir Kuznetsov", nil, 960, "one letter"},
		{person("John Smith", 0), "John Brown", nil, 0, "another surname"},
		{person("John Smith", 0), "Smith", nil, 0, "one word of two"},
		{person("John Michael Smith", 0), "John Smith", nil, 862, "a middle name more"},
		{person("José García", 0), "Jose Garcia", nil, 960, "accents"},
		// companies
		{firm("北京通惠科技有限公司"), "北京通惠科技有限责任公司", nil, 990, "legal form"},
		{firm("北京市通惠科技股份有限公司"), "北京通惠科技（集团）有限公司", nil, 990, "and 市, 集团"},
		{firm("北京通惠科技有限公司"), "北京同惠科技有限公司", nil, 933, "通 and 同"},
		{firm("北京通惠科技有限公司"), "北京华惠科技有限公司", nil, 0, "another company of the trade"},
		{firm("北京通惠科技有限公司"), "上海通惠科技有限公司", nil, 0, "another city"},
		{firm("Tonghui Trading Co., Ltd."), "TONGHUI TRADING LIMITED", nil, 990, "legal form in Latin"},
		{firm("王伟"), "王伟", nil, 960, "sort of the entry unknown"},
	} {
		e := Entry{Ref: "1", Sort: c.party.Sort, Names: []string{c.listed}, Births: c.births}
		if c.why == "sort of the entry unknown" {
			e.Sort, c.score = UnknownSort, 990
		}
		ix := NewIndex(DefaultThreshold, Listed{List: "t", Kind: Own, Entries: []Entry{e}})
		got := 0
		ms := ix.Screen(nil, &c.party)
		if len(ms) > 0 {
			got = ms[0].Score
		}
		if diff := got - c.score; diff > 60 || diff < -60 || got == 0 != (c.score == 0) || c.score%10 == 0 && c.party.Sort == PersonSort &&
			isHan([]rune(c.party.Names[0])[0]) && got != c.score {
			t.Errorf("%s / %s: score %d, want %d (%s)", c.party.Names[0], c.listed, got, c.score, c.why)
		}
		if plain := ix.screenPlainly(nil, &c.party); len(plain) != len(ms) {
			t.Errorf("%s / %s: the index finds %d, comparing %d", c.party.Names[0], c.listed, len(ms), len(plain))
		}
	}
}
