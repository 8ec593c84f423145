package screening

import (
	"cmp"
	"slices"
	"strings"
)

// companyEnds are the ends of Chinese company names that say only its legal form, the longest first, folded.
var companyEnds = func() (out [][]rune) {
	for end := range strings.FieldsSeq("有限责任公司 股份有限公司 有限公司 股份公司 集团公司 责任公司 有限合伙 普通合伙 合伙企业 " +
		"个人独资企业 总公司 分公司 公司 集团 股份 有限 控股 co ltd inc limited") {
		out = append(out, []rune(end))
	}
	slices.SortStableFunc(out, func(a, b []rune) int { return cmp.Compare(len(b), len(a)) })
	return out
}()

func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		out[w] = true
	}
	return out
}

// companyWords are words of Latin company names that say only its legal form, or nothing.
var companyWords = wordSet("co ltd limited inc incorporated corp corporation company companies llc llp lp plc gmbh ag sa sarl bv nv " +
	"ab oy as kg srl spa pte pty pvt jsc ojsc cjsc pjsc ooo zao oao fzco fze fzc the and of group holding holdings")

// particles are words of personal names that are written or left out at will.
var particles = wordSet("al el ul ibn bin ben bint abu mr mrs ms dr haji hajji sheikh shaykh mullah de da do dos la von van der den")

// spellings brings the common spellings of a name to one of them.
var spellings = func() map[string]string {
	out := map[string]string{}
	for line := range strings.SplitSeq(`muhammad mohammed mohammad muhammed mohamed mohamad muhamad mohd mohamud mahamad
ahmad ahmed ahmet
husayn hussein husain hussain hossein husein
hasan hassan hasen
yusuf yousef yousuf youssef yusif yussuf
umar omar omer
usman othman osman uthman
abdallah abdullah abdulla abdalla abdellah
abdrahman abdulrahman abdurrahman abdelrahman abdirahman
ali aly
said saeed saeid sayed sayyid syed
khalid khaled
ibrahim ebrahim ibraheem
ismail esmail ismael ismaeel
mustafa mostafa mustapha moustafa
sulayman suleiman sulaiman soleiman soliman
qasim qassem kassem qasem kasim
aleksandr alexander alexandr aleksander alexandre
sergei sergey serguei
dmitri dmitry dmitriy dimitri
yuri yury iouri yuriy
vladimir wladimir
nikolai nikolay
andrei andrey
aleksei alexei alexey aleksey
mikhail mihail
evgeni evgeny yevgeny evgenii yevgeni
viktor victor
john jon johan
catherine katherine kathryn
steven stephen
lv lyu lue`, "\n") {
		words := strings.Fields(line)
		for _, w := range words[1:] {
			out[w] = words[0]
		}
	}
	return out
}()

// otherRomanisations (其他拼法) are Latin spellings of Chinese surnames and syllables that aren't pinyin: of Hong Kong, of Taiwan,
// of South-East Asia.
var otherRomanisations = func() map[string][]string {
	out := map[string][]string{}
	for pair := range strings.FieldsSeq("lee:li wong:wang,huang chan:chen cheung:zhang chang:zhang ng:wu,huang chow:zhou chou:zhou " +
		"chao:zhao chiu:zhao,qiu lau:liu leung:liang lam:lin yeung:yang yip:ye kwok:guo kuo:guo kwan:guan hsu:xu hsieh:xie tse:xie " +
		"tsai:cai choi:cai tsui:xu tsang:zeng tseng:zeng cheng:zheng tang:deng teng:deng fung:feng ho:he hui:xu ip:ye lo:luo loo:lu " +
		"mak:mai mok:mo pang:peng poon:pan pun:pan shum:shen siu:xiao hsiao:xiao so:su szeto:situ to:du tong:tang tsao:cao chu:zhu,qu " +
		"yuen:yuan yung:rong woo:hu,wu au:ou ko:gao kao:gao chien:qian chin:qin,jin ching:jing chiang:jiang,qiang hsiung:xiong " +
		"tan:chen lim:lin goh:wu teo:zhang ong:wang tay:zheng yeo:yang koh:xu chua:cai gan:yan sim:shen kung:gong,kong sung:song " +
		"jen:ren jung:rong tung:dong lung:long chung:zhong hung:hong hsing:xing ting:ding ping:bing kang:gang tzu:zi") {
		from, to, _ := strings.Cut(pair, ":")
		out[from] = strings.Split(to, ",")
	}
	return out
}()
