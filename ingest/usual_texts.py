"""Texts of the kinds that releases are made of: on them is seen how wide a network's numbers are."""

USUAL_TEXTS = (
    "渡口創科園今日公布二零二五至二六年度中期業績。截至九月三十日止六個月，園區總收入為港幣 8.46 億元，按年增加 12.3%；"
    "租戶數目由 412 家增至 468 家，出租率維持在 94%。行政總裁梁嘉慧表示：「市場對實驗室的需求持續殷切，我們會加快第三期"
    "的工程，預計二零二七年第二季竣工。」",
    "关于远帆集团\n远帆集团成立于1998年，总部位于临江市，业务涵盖轨道交通、港口物流与清洁能源。集团在全国十四个省份设有"
    "六十二家子公司，员工逾三万八千人。2024年，集团营业收入达人民币1,275亿元，研发投入同比增长百分之十八。",
    "The Lantern Bridge Foundation will award 240 scholarships worth HK$36 million for the 2026/27 academic year, it "
    "said on Tuesday. Applications open on 3 March and close at 6 p.m. on 30 April. “No student should have to choose "
    "between rent and a degree,” said Dr Miriam Okafor, who chairs the selection committee.",
    "傳媒查詢\n企業傳訊部 陳詠詩\n電話：2345 6789 / 9123 4567\n電郵：media@ferrypark.example",
    "| 項目 | 2024 | 2025 | 變動 |\n| 收入（百萬元） | 1,240.5 | 1,388.2 | +11.9% |\n| 研發 | 98.7 | 121.3 | +22.9% |",
    "會上，主席感謝義工過去一年的付出。",
    "Media contact: Tom Ahlberg, Head of Communications, +44 20 7946 0123, press@lanternbridge.example",
    "据悉，该项目分三期建设：一期包括两座实验楼和一座数据中心；二期新增人才公寓八百套；三期将于2028年底前投入使用，"
    "届时可容纳约五百家企业、一万二千名科研人员。",
    "下一步",
    "About us",
    "（完）",
    "- END -",
    "2026年3月3日",
    "https://www.lanternbridge.example/en/scholarships/2026?lang=en",
    "3.2",
)
