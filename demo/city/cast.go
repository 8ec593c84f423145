package city

import (
	"tonghui/core/party"
	"tonghui/core/party/branch"
	"tonghui/core/party/mandate"
	"tonghui/platform/auth"
)

// human is a person of the cast. The key is also her login, where she has one.
type human struct {
	key, zh, latin string
	born           int // yyyymmdd
	gender         party.Gender
	branch         auth.Branch
	level          party.Level // how well the bank knows her, where it keeps pictures
	login          bool
}

const (
	m = party.Male
	f = party.Female
)

// humans are the customers, the children and the old among them last.
var humans = []human{
	{"lijing", "李静", "LI JING", 19880412, f, "0101", 3, true},
	{"wangjianjun", "王建军", "WANG JIANJUN", 19790305, m, "0101", 3, true},
	{"liuyang", "刘阳", "LIU YANG", 19901118, m, "0111", 3, true},
	{"zhangwei", "张薇", "ZHANG WEI", 19850720, f, "0101", 3, true},
	{"chenxiaoyu", "陈晓雨", "CHEN XIAOYU", 19930214, f, "0112", 2, true},
	{"yangfan", "杨帆", "YANG FAN", 19720908, m, "0102", 3, true},
	{"zhaoguoqiang", "赵国强", "ZHAO GUOQIANG", 19680126, m, "0102", 3, true},
	{"huanglan", "黄岚", "HUANG LAN", 19821030, f, "0101", 3, true},
	{"zhouhongtao", "周洪涛", "ZHOU HONGTAO", 19750611, m, "0103", 3, true},
	{"wuxiaoli", "吴晓莉", "WU XIAOLI", 19910403, f, "0103", 2, true},
	{"xuqiang", "徐强", "XU QIANG", 19760817, m, "0102", 3, false},
	{"sunyue", "孙悦", "SUN YUE", 19890922, f, "0121", 3, true},
	{"mahaibo", "马海波", "MA HAIBO", 19810509, m, "0121", 3, true},
	{"zhulin", "朱琳", "ZHU LIN", 19940125, f, "0102", 2, true},
	{"hujunfeng", "胡俊峰", "HU JUNFENG", 19740313, m, "0101", 3, true},
	{"guoaihua", "郭爱华", "GUO AIHUA", 19691206, f, "0101", 3, true},
	{"heping", "何平", "HE PING", 19720419, m, "0131", 3, false},
	{"gaoshan", "高珊", "GAO SHAN", 19900608, f, "0121", 2, false},
	{"linzhiyuan", "林志远", "LIN ZHIYUAN", 19830227, m, "0101", 3, true},
	{"luoxue", "罗雪", "LUO XUE", 19951015, f, "0131", 2, true},
	{"zhengkaiwen", "郑凯文", "ZHENG KAIWEN", 19920702, m, "0112", 2, true},
	{"liangwenbo", "梁文博", "LIANG WENBO", 19801124, m, "0101", 3, true},
	{"xieting", "谢婷", "XIE TING", 19870316, f, "0111", 2, true},
	{"songdan", "宋丹", "SONG DAN", 19780829, f, "0102", 3, false},
	{"tangyong", "唐勇", "TANG YONG", 19740501, m, "0103", 3, false},
	{"xumei", "许梅", "XU MEI", 19840210, f, "0103", 2, false},
	{"denghui", "邓辉", "DENG HUI", 19890727, m, "0131", 2, false},
	{"hanxiaofeng", "韩晓峰", "HAN XIAOFENG", 19771212, m, "0103", 3, false},
	{"fengli", "冯丽", "FENG LI", 19960418, f, "0112", 2, false},
	{"caozhiqiang", "曹志强", "CAO ZHIQIANG", 19700923, m, "0112", 3, true},
	{"pengjuan", "彭娟", "PENG JUAN", 19860604, f, "0112", 2, false},
	{"zenghong", "曾红", "ZENG HONG", 19811101, f, "0101", 3, true},
	{"xiaohan", "萧涵", "XIAO HAN", 19980830, f, "0121", 2, true},
	{"tianye", "田野", "TIAN YE", 19880119, m, "0103", 2, true},
	{"dongqing", "董卿云", "DONG QINGYUN", 19790703, f, "0101", 3, true},
	{"wangruoxi", "王若曦", "WANG RUOXI", 20140516, f, "0101", 1, false},
	{"liuzihan", "刘子涵", "LIU ZIHAN", 20160909, f, "0111", 1, false},
	{"zhangyichen", "张一辰", "ZHANG YICHEN", 20180321, m, "0101", 0, false},
	{"liguizhen", "李桂珍", "LI GUIZHEN", 19440202, f, "0101", 3, true},
	{"zhaodeshun", "赵德顺", "ZHAO DESHUN", 19411017, m, "0102", 3, false},
}

// member is one of the bank's staff.
type member struct {
	key, zh, latin string
	born           int
	gender         party.Gender
	branch         auth.Branch
	number         string
	role           auth.Role
	title          string
}

// members are the staff. Two of those whose work needs four eyes.
var members = []member{
	{"chenjianguo", "陈建国", "CHEN JIANGUO", 19710310, m, "0000", "A0001", auth.Admin, "系统管理员"},
	{"zhaomin", "赵敏", "ZHAO MIN", 19830625, f, "0000", "A0002", auth.Admin, "系统管理员"},
	{"sunli", "孙丽", "SUN LI", 19920104, f, "0101", "T0101", auth.Teller, "柜员"},
	{"zhoujie", "周婕", "ZHOU JIE", 19940813, f, "0102", "T0102", auth.Teller, "柜员"},
	{"wulei", "吴蕾", "WU LEI", 19860519, f, "0101", "T0103", auth.TellerChecker, "复核柜员"},
	{"zhengguangming", "郑光明", "ZHENG GUANGMING", 19730722, m, "0101", "M0101", auth.BranchManager, "支行行长"},
	{"fengyan", "冯燕", "FENG YAN", 19801128, f, "0000", "F0001", auth.Accountant, "总行会计"},
	{"qinlan", "秦岚", "QIN LAN", 19860423, f, "0000", "F0002", auth.Accountant, "总行会计"},
	{"hanbing", "韩冰", "HAN BING", 19840906, m, "0000", "O0001", auth.Operations, "运营主管"},
	{"yuhang", "于航", "YU HANG", 19900315, m, "0000", "O0002", auth.Operations, "运营专员"},
	{"xujingyi", "徐静怡", "XU JINGYI", 19870401, f, "0000", "C0001", auth.Compliance, "反洗钱专员"},
	{"tanghui", "唐慧", "TANG HUI", 19781220, f, "0000", "C0002", auth.Compliance, "合规主管"},
	{"songwei", "宋薇", "SONG WEI", 19910217, f, "0000", "D0001", auth.DataSteward, "数据管理员"},
	{"shenmo", "沈默", "SHEN MO", 19761108, m, "0000", "D0002", auth.DataSteward, "数据管理员"},
	{"luoping", "罗平", "LUO PING", 19690530, m, "0000", "U0001", auth.Auditor, "审计员"},
}

// branches are the bank's places.
var places = []branch.Opening{
	{Code: "0000", NameZH: "总行", NameEN: "Head Office", Kind: branch.HeadOffice, Address: "北京市通州区运河东大街 1 号"},
	{Code: "0101", NameZH: "通州支行", NameEN: "Tongzhou Branch", Parent: "0000", Kind: branch.SubBranch, Address: "北京市通州区新华西街 18 号"},
	{Code: "0102", NameZH: "梨园支行", NameEN: "Liyuan Branch", Parent: "0000", Kind: branch.SubBranch, Address: "北京市通州区云景东路 6 号"},
	{Code: "0103", NameZH: "宋庄支行", NameEN: "Songzhuang Branch", Parent: "0000", Kind: branch.SubBranch, Address: "北京市通州区徐宋路 22 号"},
	{Code: "0111", NameZH: "北苑网点", NameEN: "Beiyuan Outlet", Parent: "0101", Kind: branch.Outlet, Address: "北京市通州区北苑南路 9 号"},
	{Code: "0112", NameZH: "运河西岸网点", NameEN: "Canal West Bank Outlet", Parent: "0101", Kind: branch.Outlet, Address: "北京市通州区运河西大街 31 号"},
	{Code: "0121", NameZH: "九棵树网点", NameEN: "Jiukeshu Outlet", Parent: "0102", Kind: branch.Outlet, Address: "北京市通州区九棵树中路 12 号"},
	{Code: "0131", NameZH: "小堡网点", NameEN: "Xiaopu Outlet", Parent: "0103", Kind: branch.Outlet, Address: "北京市通州区小堡南街 5 号"},
}

// post is somebody's work for an organisation.
type post struct {
	person string
	role   auth.Role // of an employee; a head has none here
	title  string
}

// body is a firm or an agency.
type body struct {
	key, zh string
	sort    party.Sort
	branch  auth.Branch
	level   party.Level
	head    post
	people  []post
	owners  []stake // of a firm
}

// stake is a share in a firm, in basis points; 0 is control by fact.
type stake struct {
	owner string
	bp    int64
}

// bodies are the firms, then the agencies. The trading company (yunhe) is owned through two layers: an investment firm, and
// behind that a holding.
var bodies = []body{
	{"huiyuan", "北京惠源控股有限公司", party.Business, "0102", 3, post{"zhaoguoqiang", "", "董事长"},
		[]post{{"xuqiang", auth.FirmViewer, "监事"}}, []stake{{"zhaoguoqiang", 8000}, {"caozhiqiang", 2000}}},
	{"heyuan", "北京河源投资管理有限公司", party.Business, "0102", 3, post{"xuqiang", "", "执行董事"},
		[]post{{"liangwenbo", auth.FirmMaker, "财务"}}, []stake{{"huiyuan", 7000}, {"xuqiang", 3000}}},
	{"yunhe", "北京通惠运河商贸有限公司", party.Business, "0101", 3, post{"wangjianjun", "", "总经理"},
		[]post{{"lijing", auth.FirmMaker, "会计"}, {"zhangwei", auth.FirmChecker, "会计主管"}, {"huanglan", auth.FirmApprover, "财务总监"},
			{"chenxiaoyu", auth.FirmSealer, "行政主管"}, {"tianye", auth.FirmViewer, "采购经理"}},
		[]stake{{"heyuan", 6000}, {"wangjianjun", 3000}, {"huanglan", 1000}}},
	{"caoyun", "北京漕运数字科技有限公司", party.Business, "0101", 3, post{"linzhiyuan", "", "首席执行官"},
		[]post{{"zhengkaiwen", auth.FirmMaker, "出纳"}, {"xieting", auth.FirmChecker, "会计"}, {"liangwenbo", auth.FirmApprover, "合伙人"}},
		[]stake{{"linzhiyuan", 5500}, {"liangwenbo", 2500}, {"huiyuan", 2000}}},
	{"luhe", "北京潞河人家餐饮管理有限公司", party.Business, "0112", 2, post{"caozhiqiang", "", "经理"},
		[]post{{"fengli", auth.FirmMaker, "收银主管"}, {"pengjuan", auth.FirmApprover, "店长"}}, []stake{{"caozhiqiang", 10000}}},
	{"dongmen", "北京东门里建筑工程有限公司", party.Business, "0103", 3, post{"hanxiaofeng", "", "总经理"},
		[]post{{"denghui", auth.FirmMaker, "出纳"}, {"xumei", auth.FirmChecker, "会计"}}, []stake{{"hanxiaofeng", 6000}, {"heyuan", 4000}}},
	{"datong", "北京大运通物流有限公司", party.Business, "0103", 2, post{"tangyong", "", "总经理"},
		[]post{{"tianye", auth.FirmMaker, "财务"}}, []stake{{"tangyong", 5100}, {"tianye", 4900}}},
	{"lvye", "北京于家务绿野种植有限公司", party.Business, "0131", 2, post{"heping", "", "场长"}, nil,
		[]stake{{"heping", 6700}, {"wangjianjun", 3300}}},
	{"jiukeshu", "北京九棵树大药房有限公司", party.Business, "0121", 2, post{"songdan", "", "经理"},
		[]post{{"xumei", auth.FirmViewer, "代账会计"}}, []stake{{"songdan", 10000}}},
	{"liyuan", "北京梨园童学教育咨询有限公司", party.Business, "0121", 2, post{"gaoshan", "", "校长"}, nil, []stake{{"gaoshan", 10000}}},

	{"caizheng", "北京市通州区财政局", party.Agency, "0101", 3, post{"hujunfeng", "", "局长"},
		[]post{{"lijing", auth.AgencyMaker, "国库科外聘会计"}, {"zenghong", auth.AgencyChecker, "国库科科长"}, {"dongqing", auth.AgencyApprover, "副局长"}}, nil},
	{"renshe", "北京市通州区人力资源和社会保障局", party.Agency, "0103", 3, post{"zhouhongtao", "", "局长"},
		[]post{{"wuxiaoli", auth.AgencyMaker, "社保科科员"}}, nil},
	{"gongjijin", "北京住房公积金管理中心通州管理部", party.Institution, "0121", 3, post{"mahaibo", "", "主任"},
		[]post{{"xiaohan", auth.AgencyMaker, "归集岗"}}, nil},
	{"fayuan", "北京市通州区人民法院", party.Agency, "0102", 3, post{"yangfan", "", "院长"},
		[]post{{"zhulin", auth.AgencyMaker, "执行局书记员"}}, nil},
	{"shichang", "北京市通州区市场监督管理局", party.Agency, "0121", 3, post{"sunyue", "", "局长"},
		[]post{{"liuyang", auth.AgencyMaker, "登记科科员"}}, nil},
	{"jiaoyu", "北京市通州区教育委员会", party.Agency, "0101", 3, post{"guoaihua", "", "主任"},
		[]post{{"luoxue", auth.AgencyMaker, "财务科科员"}}, nil},
}

// guardian and agent are who act for those who can't, or don't want to, act alone.
var (
	guardians = [][2]string{{"wangjianjun", "wangruoxi"}, {"liuyang", "liuzihan"}, {"zhangwei", "zhangyichen"}}
	helpers   = [][2]string{{"lijing", "liguizhen"}, {"zhaoguoqiang", "zhaodeshun"}}
)

func (b *body) firm() bool { return b.sort == party.Business }

// shares are the stakes as the register of rights declares them.
func (w *works) shares(of []stake) (out []mandate.Share) {
	for _, s := range of {
		out = append(out, mandate.Share{Owner: w.party(s.owner), Control: mandate.ByShares, ShareBP: s.bp})
	}
	return out
}

// nameOf is the Chinese name of somebody of the cast.
func nameOf(key string) string {
	for i := range humans {
		if humans[i].key == key {
			return humans[i].zh
		}
	}
	for i := range members {
		if members[i].key == key {
			return members[i].zh
		}
	}
	for i := range bodies {
		if bodies[i].key == key {
			return bodies[i].zh
		}
	}
	return key
}
