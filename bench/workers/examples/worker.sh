#!/bin/sh
# A worker in POSIX shell: returns the text between tags, a line for every line. Copy it, and change `extract`.

extract() {
    sed -e 's/<[^>]*>//g' -e 's/^[[:space:]]*//' -e '/^$/d'
}

number() { # NAME HEADER: the number a field holds
    printf '%s' "$2" | sed -n "s/.*\"$1\": *\([0-9][0-9]*\).*/\1/p"
}

printf '{"type":"hello","wire":1,"name":"example-shell","package":"example","version":"1.0","length":0}\n'
while IFS= read -r header; do
    head -c "$(number length "$header")" | extract > answer
    status=ok
    [ -s answer ] || status=empty
    printf '{"type":"result","id":%s,"status":"%s","length":%s}\n' "$(number id "$header")" "$status" "$(wc -c < answer | tr -d ' ')"
    cat answer
done
