# Completion of lockstep for bash.
_lockstep_lessons()
{
    lockstep list 2>/dev/null | sed -n 's/^  \([^ ]*\) .*/\1/p'
}

_lockstep()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} options=
    local commands='list run explore replay trials check start new export progress'
    case $before in
    --see) COMPREPLY=($(compgen -W 'last-line lines lines-any-order each-process values' -- "$word")); return ;;
    --timing) COMPREPLY=($(compgen -W 'any ideal' -- "$word")); return ;;
    --exercise|--reset) COMPREPLY=($(compgen -W "$(_lockstep_lessons)" -- "$word")); return ;;
    --lessons|--save) COMPREPLY=($(compgen -d -- "$word")); return ;;
    esac
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "$commands $(_lockstep_lessons) --help --version --lessons" -f -- "$word"))
        return
    fi
    case $command in
    list) options='--json' ;;
    run) options='--variant --timeout --detect-deadlock --speed --seed --record --schedule' ;;
    explore) options='--variant --see --expect --one-end --invariant --max-states --timeout --timing --save --json' ;;
    replay) options='--variant --timeout' ;;
    trials) options='--runs --variant --timeout --speed --json' ;;
    check) options='--accept --static --answers --exercise --csv --junit --feedback' ;;
    start|new|export) options='--output' ;;
    progress) options='--reset --reset-all --yes' ;;
    esac
    case $word in
    -*) COMPREPLY=($(compgen -W "$options --help" -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "$(_lockstep_lessons)" -f -- "$word")) ;;
    esac
}

complete -o filenames -F _lockstep lockstep
