package screening

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// inventor makes names as they are spread in China and on lists: for measuring only.
type inventor struct{ *rand.Rand }

var (
	inventedSurnames = []rune("王王王王王王王李李李李李李李张张张张张张刘刘刘刘刘陈陈陈陈杨杨杨黄黄赵赵吴吴周周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭" +
		"曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤")
	inventedGiven = []rune("伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲红梅建华国志海波鹏飞宇浩然子轩梓涵欣怡诗雨嘉俊豪博思远晨曦佳" +
		"琪雪莹婷慧颖倩璐瑶薇琳洁云峰龙虎林森鑫磊旭东升阳春夏秋冬山川河江湖清泉永福禄寿康宁安泰和顺祥瑞吉庆荣光耀辉煌成功立业兴旺发达富贵金银玉宝珍珠" +
		"玮炜卫玥悦月瑜裕昱煜钰菲斐翡骏君钧均韬滔桃茗铭鸣哲喆浙彬斌滨宾")
	inventedRegions = strings.Fields("北京 上海 广州 深圳 杭州 南京 武汉 成都 西安 天津 重庆 苏州 青岛 大连 厦门 宁波 长沙 郑州 济南 合肥")
	inventedFirms   = []rune("华盛恒通瑞达鑫泰宏远嘉诚信和中天金龙海润东方新世纪蓝宇辰星博雅众联创智慧云腾飞凯旋德隆昌盈丰裕康宁安平顺祥")
	inventedTrades  = strings.Fields("科技 贸易 实业 商贸 投资 建筑工程 物流 电子 信息技术 文化传媒 食品 医药 化工 机械设备 房地产开发 进出口贸易")
	inventedFirst   = strings.Fields("Mohammed Ahmed Ali Hassan Hussein Omar Ibrahim Khalid Yusuf Abdullah Sergei Dmitri Vladimir Andrei Nikolai " +
		"Igor Oleg Mikhail Jose Juan Carlos Luis Miguel Pedro Antonio Jorge John David Michael Robert James William Thomas Daniel Kim Pak " +
		"Choe Ri Jong Chol Song Hyon Myong Kwang Reza Mehdi Hossein Javad Amir Farid Tariq Bilal Salim Rashid Jamal Karim Nasir Faisal")
	inventedLast = strings.Fields("Rahman Haddad Mansour Khoury Zarqawi Tikriti Barzani Haqqani Ghailani Sharif Qureshi Bukhari Siddiqui Hashimi " +
		"Ivanov Petrov Sidorov Volkov Kuznetsov Sokolov Morozov Lebedev Kozlov Novikov Garcia Rodriguez Martinez Hernandez Lopez Gonzalez Perez " +
		"Sanchez Ramirez Torres Smith Johnson Brown Miller Davis Wilson Anderson Taylor Moore Jackson Hakimi Ahmadi Karimi Rezaei Moradi Jafari " +
		"Osman Warsame Abdi Farah Jama Guled Nkurunziza Ntaganda Mudacumura Bosco Kabila Sankara Traore Diallo Keita Camara Okafor Adeyemi")
	inventedMiddle = strings.Fields("Nabil Zaki Fuad Adnan Sami Riad Walid Ziad Munir Anwar Latif Hamid Majid Rauf Aziz Petrovich Ivanovich " +
		"Sergeevich Maria Elena Rosa Alberto Enrique Fernando Lee Ray Scott Alan")
)

func pick[T any](g *inventor, all []T) T { return all[g.IntN(len(all))] }

func (g *inventor) chinese() string {
	s := string(pick(g, inventedSurnames)) + string(pick(g, inventedGiven))
	if g.IntN(100) < 78 {
		s += string(pick(g, inventedGiven))
	}
	return s
}

func (g *inventor) firm() string {
	s := pick(g, inventedRegions)
	if g.IntN(3) == 0 {
		s += "市"
	}
	for range 2 + g.IntN(2) {
		s += string(pick(g, inventedFirms))
	}
	s += pick(g, inventedTrades)
	return s + pick(g, []string{"有限公司", "有限责任公司", "股份有限公司", "集团有限公司"})
}

func (g *inventor) latin() string {
	words := []string{pick(g, inventedFirst)}
	for range g.IntN(3) {
		words = append(words, pick(g, inventedMiddle))
	}
	last := pick(g, inventedLast)
	if g.IntN(3) == 0 { // rarer names, as most are
		last = last[:len(last)-1] + pick(g, []string{"idi", "ani", "ovic", "enko", "abad", "zadeh", "ullah", "ston", "berg", "ez"})
	}
	return strings.Join(append(words, last), " ")
}

// romanised is the pinyin of a Chinese name, the surname first or last.
func (g *inventor) romanised(name string) string {
	s := sounds()
	var parts []string
	for i, r := range []rune(name) {
		parts = append(parts, s.names[s.sound(r, i == 0)])
	}
	given := strings.Join(parts[1:], "")
	if g.IntN(2) == 0 {
		return given + " " + strings.ToUpper(parts[0])
	}
	return strings.ToUpper(parts[0]) + " " + given
}

func (g *inventor) birth() Birth {
	return Birth((1940+g.IntN(66))*10000 + (1+g.IntN(12))*100 + 1 + g.IntN(28))
}

// list invents entries: half dishonest judgment debtors, a quarter companies, a quarter foreign names.
func (g *inventor) list(n int) []Entry {
	out := make([]Entry, n)
	for i := range out {
		e := &out[i]
		e.Ref = fmt.Sprint(i + 1)
		switch g.IntN(4) {
		case 0, 1:
			e.Sort, e.Names, e.Births = PersonSort, []string{g.chinese()}, []Birth{g.birth()}
			if g.IntN(3) == 0 {
				e.Births[0] = e.Births[0] / 10000 * 10000
			}
		case 2:
			e.Sort, e.Names = OrganisationSort, []string{g.firm()}
		default:
			e.Sort, e.Names, e.Births = PersonSort, []string{g.latin(), g.latin()}[:1+g.IntN(2)], []Birth{g.birth()}
		}
	}
	return out
}

// parties invents subjects; origin is the entry that one was made from, or -1.
func (g *inventor) parties(n int, entries []Entry) (out []Subject, origin []int32) {
	out, origin = make([]Subject, n), make([]int32, n)
	for i := range out {
		s := &out[i]
		if origin[i] = -1; i%100 == 7 && len(entries) > 0 {
			at := g.IntN(len(entries))
			*s, origin[i] = g.variant(&entries[at]), int32(at)
			continue
		}
		switch d := g.IntN(100); {
		case d < 84:
			s.Sort, s.Names, s.Birth = PersonSort, []string{g.chinese()}, g.birth()
		case d < 94:
			s.Sort, s.Names = OrganisationSort, []string{g.firm()}
		default:
			s.Sort, s.Names, s.Birth = PersonSort, []string{g.latin()}, g.birth()
		}
	}
	return out, origin
}

// variant is the listed one as she might stand in the bank's books.
func (g *inventor) variant(e *Entry) Subject {
	s := Subject{Sort: e.Sort, Names: []string{e.Names[0]}}
	if len(e.Births) > 0 {
		s.Birth = e.Births[0]
	}
	name := []rune(e.Names[0])
	switch {
	case isHan(name[0]) && e.Sort == PersonSort:
		switch g.IntN(4) {
		case 0:
			s.Names[0] = g.romanised(e.Names[0])
		case 1:
			s.Names[0] = g.otherCharacter(name, 1+g.IntN(len(name)-1))
		case 2:
			s.Names[0] = g.traditional(name)
		}
	case e.Sort == OrganisationSort:
		switch g.IntN(3) {
		case 0:
			s.Names[0] = g.otherCharacter(name, 2+g.IntN(2))
		case 1:
			s.Names[0] = strings.NewReplacer("有限责任公司", "", "有限公司", "有限责任公司", "市", "").Replace(e.Names[0])
		}
	default:
		s.Names[0] = g.slip(e.Names[0])
	}
	return s
}

// otherCharacter puts another character of the same sound in a place.
func (g *inventor) otherCharacter(name []rune, at int) string {
	s := sounds()
	var same []rune
	for _, r := range inventedGiven {
		if r != name[at] && s.of[r] == s.of[name[at]] {
			same = append(same, r)
		}
	}
	if len(same) > 0 {
		name = slices.Clone(name)
		name[at] = pick(g, same)
	}
	return string(name)
}

// traditional writes a name in traditional characters, full-width blanks between.
func (g *inventor) traditional(name []rune) string {
	back := map[rune]rune{}
	for pair := range strings.FieldsSeq(simplifiedText) {
		if p := []rune(pair); len(p) == 2 {
			back[p[1]] = p[0]
		}
	}
	for i, r := range name {
		if t, ok := back[r]; ok {
			name[i] = t
		}
	}
	return string(name[:1]) + "　" + string(name[1:])
}

// slip changes the order of words, doubles or drops a letter, or leaves a middle name out.
func (g *inventor) slip(name string) string {
	words := strings.Fields(name)
	switch g.IntN(4) {
	case 0:
		words = append(words[1:], words[0])
	case 1:
		at := g.IntN(len(words))
		w := words[at]
		k := 1 + g.IntN(len(w)-1)
		words[at] = w[:k] + w[k-1:]
	case 2:
		at := len(words) - 1
		if w := words[at]; len(w) > 5 {
			k := 2 + g.IntN(len(w)-3)
			words[at] = w[:k] + w[k+1:]
		}
	case 3:
		if len(words) > 3 {
			words = slices.Delete(words, 1, 2)
		}
	}
	return strings.Join(words, " ")
}
