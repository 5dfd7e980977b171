#!/bin/bash
# lint.sh FILE: print findings
cd /work/wt-m1; .venv/bin/python -m pipeline lint "$1" --format json --out /tmp/m1/o.json --fail-on never --jobs 1 ${2:+--no-spelling} >/dev/null 2>&1
python3 - "$1" <<'P'
import json,sys
d=json.load(open('/tmp/m1/o.json'))
L=open(sys.argv[1]).read().split('\n')
by={}
for x in d['files'][0]['findings']: by.setdefault(x['paragraph'],[]).append(x)
for i,l in enumerate(L):
    if not l.strip(): continue
    print(f'{i}',l[:110])
    for x in by.get(i,[]): print('      ',x['severity'][:4],x['rule'],repr(l[x['start']:x['end']]),x['message'][:60],x['suggestions'][:1])
P
