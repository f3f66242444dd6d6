# Shell integration of Perdure for bash 4.4 or newer. The session's own shell reads it once, in place of its startup file.
#
# It marks prompts, commands and their ends (OSC 133), tells the directory (OSC 7), and takes a command that the session's host
# hands over into the line editor, if its line is empty, as if somebody had typed it. Only builtins are used, and nothing
# depends on options, IFS, PATH, or on what aliases and functions make of other names.

__perdure_key=${PERDURE_INTEGRATION%%:*}
__perdure_start=:${PERDURE_INTEGRATION#*:}:
builtin unset PERDURE_INTEGRATION
__perdure_running= __perdure_history= __perdure_accept=

# Marks go to the terminal, wherever the shell's output goes.
__perdure_mark() {
  { builtin printf '\e]133;%s\a' "$@" >/dev/tty; } 2>/dev/null || builtin :
}

__perdure_directory() {
  builtin local LC_ALL=C path= char= code= i=0
  for ((i = 0; i < ${#PWD}; i++)); do
    char=${PWD:i:1}
    case $char in
      [a-zA-Z0-9/._~-]) path+=$char ;;
      *)
        builtin printf -v code '%d' "'$char"
        builtin printf -v code '%%%02X' "$((code & 255))"
        path+=$code
        ;;
    esac
  done
  { builtin printf '\e]7;file://%s%s\a' "${HOSTNAME-}" "$path" >/dev/tty; } 2>/dev/null || builtin :
}

# Takes our marks out of $1, a prompt, wherever other tools have moved them; $2 begins and $3 ends a mark.
__perdure_strip() {
  builtin local rest="$1" piece
  __perdure_text=
  while [[ $rest == *"$2"*"$3"* ]]; do
    __perdure_text+=${rest%%"$2"*}
    rest=${rest#*"$2"}
    piece=${rest%%"$3"*}
    rest=${rest#*"$3"}
    [[ $piece == *perdure=* ]] || __perdure_text+=$2$piece$3
  done
  __perdure_text+=$rest
}

# The first of what runs before a prompt: a command has ended.
__perdure_first() {
  builtin local code=$? IFS=$' \t\n'
  builtin local -
  builtin set +xveu
  __perdure_ended "$code"
}

__perdure_ended() {
  if [[ $__perdure_running ]]; then
    __perdure_mark "D;$1;perdure=$__perdure_running"
    __perdure_running=
  fi
  __perdure_mark "D;$1;perdure=$__perdure_key"
  __perdure_directory
}

# The last of what runs before a prompt: what others have made of the prompt is framed by marks.
__perdure_last() {
  builtin local IFS=$' \t\n'
  if [[ $__perdure_history ]]; then
    __perdure_history=
    builtin set -H
  fi
  builtin local -
  builtin set +xveu
  __perdure_hook
  __perdure_strip "${PS0-}" '\e]133;' '\a'
  # Not changed any more when a command is taken: bash would print what is left of the old text.
  if builtin shopt -q promptvars; then
    PS0=$__perdure_text'\e]133;C;perdure='$__perdure_key'\a\e]133;C;perdure=${__perdure_running:-'$__perdure_key'}\a'
  else
    PS0=$__perdure_text'\e]133;C;perdure='$__perdure_key'\a'
  fi
  __perdure_strip "${PS2-}" '\[\e]133;' '\a\]'
  PS2='\[\e]133;H;more;perdure='$__perdure_key'\a\]'$__perdure_text
  __perdure_strip "${PS1-}" '\[\e]133;' '\a\]'
  PS1='\[\e]133;A;perdure='$__perdure_key'\a\]'$__perdure_text'\[\e]133;B;perdure='$__perdure_key'\a\]'
  __perdure_mark "H;prompt;perdure=$__perdure_key"
}

# Has the two run first and last, whatever others have made of the list. Before bash 5.1 it is one text.
__perdure_hook() {
  builtin local command first='__perdure_first 2> /dev/null' last='__perdure_last 2> /dev/null'
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
    builtin local -a others
    others=()
    for command in "${PROMPT_COMMAND[@]}"; do
      [[ ! $command || $command == "$first" || $command == "$last" ]] || others+=("$command")
    done
    PROMPT_COMMAND=("$first" "${others[@]}" "$last")
  else
    command=${PROMPT_COMMAND-}
    command=${command//"$first"$'\n'/}
    command=${command//$'\n'"$last"/}
    PROMPT_COMMAND=$first$'\n'${command:-:}$'\n'$last
  fi
}

# The sum that shows that a text has come whole: by rows of 64 characters, as the host makes it.
__perdure_sum() {
  builtin local i j code sum row
  __perdure_hash=0
  for ((i = 0; i < ${#1}; i += 64)); do
    row=${1:i:64}
    for ((j = sum = 0; j < ${#row}; j++)); do
      builtin printf -v code '%d' "'${row:j:1}"
      ((sum += code, 1))
    done
    ((__perdure_hash = (__perdure_hash * 31 + sum) % 16777213, 1))
  done
}

# Says whether a line is begun.
__perdure_ask() {
  builtin local -
  builtin set +xveu
  if [[ $READLINE_LINE ]]; then
    __perdure_mark "H;busy;perdure=$__perdure_key"
  else
    __perdure_mark "H;empty;perdure=$__perdure_key"
  fi
}

# Puts our functions back where somebody has replaced the whole list. Without need it does nothing: then read -e has the line editor.
__perdure_revive() {
  builtin local code=$? IFS=$' \t\n'
  builtin local -
  builtin set +xveu
  [[ "${PROMPT_COMMAND[*]-}" != *__perdure_last* ]] || builtin return 0
  __perdure_ended "$code"
  # The prompts themselves are left for the next time: bash still points at their old texts.
  __perdure_hook
  __perdure_mark "H;prompt;perdure=$__perdure_key"
}

# Takes a command from the host. Called by a key that nobody has; the key after it accepts the line, or does nothing.
__perdure_receive() {
  builtin local IFS=$' \t\n' LC_ALL=C
  builtin local -
  builtin set +xveu
  builtin local frame= more= typed= nonce= length= hash= body=
  __perdure_accepts '""'
  if [[ $READLINE_LINE ]]; then
    __perdure_mark "H;busy;perdure=$__perdure_key"
    builtin return 0
  fi
  __perdure_mark "H;ready;perdure=$__perdure_key"
  IFS= builtin read -r -s -t 5 -N 64 frame
  if [[ $frame == *perdure:* ]]; then
    typed=${frame%%perdure:*}
    if [[ $typed ]]; then
      IFS= builtin read -r -s -t 5 -N "${#typed}" more
      frame=${frame#"$typed"}$more
    fi
    IFS=: builtin read -r more nonce length hash more <<<"$frame"
  else
    typed=$frame
  fi
  if [[ $length == [1-9]* && $length != *[!0-9]* ]]; then
    IFS= builtin read -r -s -t 10 -N "$length" body
    __perdure_sum "$body"
  fi
  if [[ ! $typed && $length && ${#body} == "$length" && $__perdure_hash == "$hash" ]]; then
    __perdure_mark "H;taken;perdure=$nonce"
    builtin eval "body=\$'$body'"
    # A text of several lines would be several commands, and C-c would only end one of them.
    [[ $body != *$'\n'* ]] || body=$'{\n'$body$'\n}'
    READLINE_LINE=$body READLINE_POINT=${#body} __perdure_running=$nonce
    __perdure_accepts accept-line
  else
    [[ ! $nonce ]] || __perdure_mark "H;refused;perdure=$nonce"
    typed=${typed//[$'\r\n']/}
    READLINE_LINE=$typed READLINE_POINT=${#typed}
  fi
}

__perdure_accepts() {
  builtin local map
  for map in emacs vi-insert vi-command; do
    builtin bind -m "$map" "\"\\e[99135~\": $1"
  done
}

__perdure_bind() {
  builtin local map
  for map in emacs vi-insert vi-command; do
    builtin bind -m "$map" -x '"\e[99134~": { __perdure_receive; __perdure_literally; } 2>/dev/null'
    builtin bind -m "$map" -x '"\e[99137~": { __perdure_ask; } 2>/dev/null'
    builtin bind -m "$map" -x '"\e[99139~": { __perdure_revive; } 2>/dev/null'
    builtin bind -m "$map" '"\e[99138~": "\e[99139~"'
    # By way of other keys: a search that is under way (C-r) passes on these, but no functions of the shell.
    builtin bind -m "$map" '"\e[99136~": "\e[99137~"'
    builtin bind -m "$map" '"\e[99133~": "\e[99134~\e[99135~"'
  done
  __perdure_accepts '""'
}

# History expansion would change what was handed over. It is off until the next prompt; not in a function that restores options.
__perdure_literally() {
  if [[ $__perdure_running && $- == *H* ]]; then
    __perdure_history=H
    builtin set +H
  fi
}

# What bash would have read by itself, and not in a function, where declarations would be local. A login shell, and one without
# startup files, was started in POSIX mode, the only one in which it reads a file of our choice and no other.
if [[ $__perdure_start == *:login:* || $__perdure_start == *:norc:* ]]; then
  \builtin set +o posix
  \builtin unset ENV POSIXLY_CORRECT
  \builtin shopt -u inherit_errexit
  [[ ${HISTFILE-} != "${HOME-}/.sh_history" ]] || HISTFILE=$HOME/.bash_history
fi
if [[ $__perdure_start == *:login:* ]]; then
  if [[ $__perdure_start != *:noprofile:* ]]; then
    [[ ! -r /etc/profile ]] || \builtin source /etc/profile
    if [[ -r ${HOME-}/.bash_profile ]]; then
      \builtin source "$HOME/.bash_profile"
    elif [[ -r ${HOME-}/.bash_login ]]; then
      \builtin source "$HOME/.bash_login"
    elif [[ -r ${HOME-}/.profile ]]; then
      \builtin source "$HOME/.profile"
    fi
  fi
elif [[ $__perdure_start == *:norc:* ]]; then
  \builtin :
elif [[ ${PERDURE_RCFILE-} ]]; then
  [[ ! -r $PERDURE_RCFILE ]] || \builtin source "$PERDURE_RCFILE"
elif [[ -r ${HOME-}/.bashrc ]]; then
  \builtin source "$HOME/.bashrc"
fi
\builtin unset PERDURE_RCFILE

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
  __perdure_bind 2>/dev/null
  __perdure_hook
fi
