# Completion of ./build.sh in fish: source completions/build.fish. Asks build.bash beside it, so that every shell offers the same.

set -g __quorum_build_bash (realpath (dirname (status filename)))/build.bash

function __quorum_build
    # The words before the cursor, and the one that it is in.
    bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _quorum_build; [ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\n" "${COMPREPLY[@]}"' bash $__quorum_build_bash (commandline -opc) (commandline -ct)
end

complete -c build.sh -f -a '(__quorum_build)'
