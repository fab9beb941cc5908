#!/usr/bin/env bash
# gne 0.4.3 and newspaper4k 0.9.6 (texts of news pages; gne is made for Chinese ones) on a bulletin with a heading, 发布时间：
# 2024年1月15日 and a table. gne's date of publication is 60.12-3, cut out of the table's cells 460.12 and -3.2, although the
# written date stands before them. newspaper4k cuts the title at the hyphen of 1-11月, which leaves 江津区2023年1, and has no
# date. No error.
# Guess before the run: 2024-01-15 or nothing; the whole title.
# Seen:  gne date 60.12-3; newspaper4k title 江津区2023年1, date None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  gne==0.4.3 newspaper4k==0.9.6 jieba==0.42.1 lxml_html_clean==0.4.6
cat > "$folder/seen.py" <<'PY'
import newspaper
from gne import GeneralNewsExtractor

TITLE = "江津区2023年1-11月招商引资情况"
PAGE = f"""<html><head><title>{TITLE}</title></head><body><div class="content"><h1>{TITLE}</h1>
<div class="info">发布时间：2024年1月15日 来源：招商投资局</div>
<p>2023年1-11月，全区签约项目132个，同比增长5.9%，合同引资460.12亿元，到位资金108.8亿元，比上年同期下降3.2个百分点。</p>
<table><tr><th>指标</th><th>总量</th><th>增速</th></tr><tr><td>签约项目（个）</td><td>132</td><td>5.9</td></tr>
<tr><td>合同引资（亿元）</td><td>460.12</td><td>-3.2</td></tr></table>
<p>下一步，全区将围绕重点产业链，持续开展招商引资工作，力争全年签约项目150个以上，合同引资500亿元以上。</p>
</div></body></html>"""

first = GeneralNewsExtractor().extract(PAGE)
second = newspaper.Article("http://example.cn/a.html", language="zh")
second.download(input_html=PAGE)
second.parse()
print(f"gne date {first['publish_time']}; newspaper4k title {second.title}, date {second.publish_date}")
assert first["publish_time"] == "60.12-3", first
assert (second.title, second.publish_date) == ("江津区2023年1", None), second.title
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" 2> "$folder/log" || { cat "$folder/log"; exit 1; }
