# Completion of lockstep for fish.
function __lockstep_lessons
    lockstep list 2>/dev/null | string match -r '^  \S+' | string trim
end

set -l commands list run explore replay trials check start new export progress
complete -c lockstep -n "not __fish_seen_subcommand_from $commands" -a list -d 'lessons with chapter and progress'
complete -c lockstep -n "not __fish_seen_subcommand_from $commands" -a run -d 'run without a screen'
complete -c lockstep -n "not __fish_seen_subcommand_from $commands" -a explore -d 'every interleaving'
complete -c lockstep -n "not __fish_seen_subcommand_from $commands" -a replay -d 'follow a recorded schedule'
complete -c lockstep -n "not __fish_seen_subcommand_from $commands" -a trials -d 'free runs, counted'
complete -c lockstep -n "not __fish_seen_subcommand_from $commands" -a check -d 'check lessons, mark answers'
complete -c lockstep -n "not __fish_seen_subcommand_from $commands" -a start -d 'write the starter of an exercise'
complete -c lockstep -n "not __fish_seen_subcommand_from $commands" -a new -d 'write a lesson around a program'
complete -c lockstep -n "not __fish_seen_subcommand_from $commands" -a export -d 'write a lesson as a page'
complete -c lockstep -n "not __fish_seen_subcommand_from $commands" -a progress -d 'what you have done'
complete -c lockstep -a '(__lockstep_lessons)'
complete -c lockstep -l help -d 'how it is used'
complete -c lockstep -l lessons -r -d 'a folder with lessons'
complete -c lockstep -n '__fish_seen_subcommand_from list explore trials' -l json
complete -c lockstep -n '__fish_seen_subcommand_from run explore replay trials' -l variant -x
complete -c lockstep -n '__fish_seen_subcommand_from run explore replay trials' -l timeout -x
complete -c lockstep -n '__fish_seen_subcommand_from explore' -l see -x -a 'last-line lines lines-any-order each-process values'
complete -c lockstep -n '__fish_seen_subcommand_from explore' -l timing -x -a 'any ideal'
complete -c lockstep -n '__fish_seen_subcommand_from check' -l exercise -x -a '(__lockstep_lessons)'
complete -c lockstep -n '__fish_seen_subcommand_from check' -l feedback -r
complete -c lockstep -n '__fish_seen_subcommand_from check' -l accept
