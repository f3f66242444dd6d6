# Shell integration of Perdure for zsh 5.1 or newer. The session's own shell reads it once, before its startup files.
#
# It marks prompts, commands and their ends (OSC 133), tells the directory (OSC 7), and takes a command that the session's host
# hands over into the line editor, if its line is empty, as if somebody had typed it. Only builtins are used.

builtin typeset -g __perdure_key=${PERDURE_INTEGRATION%%:*} __perdure_running= __perdure_chars= __perdure_text=
builtin typeset -gi __perdure_hash=0
builtin unset PERDURE_INTEGRATION

# Marks go to the terminal, wherever the shell's output goes.
__perdure_mark() {
  builtin emulate -L zsh -o no_xtrace -o no_err_exit
  { builtin printf '\e]133;%s\a' "$@" >/dev/tty } 2>/dev/null
}

__perdure_directory() {
  builtin emulate -L zsh -o no_xtrace -o no_err_exit -o no_multibyte
  builtin local url= char=
  for char in ${(s::)PWD}; do
    [[ $char == [a-zA-Z0-9/._~-] ]] || builtin printf -v char '%%%02X' $(( #char & 255 ))
    url+=$char
  done
  { builtin print -rn -- $'\e]7;file://'$HOST$url$'\a' >/dev/tty } 2>/dev/null
}

# Takes our marks out of a prompt, wherever other tools have moved them.
__perdure_strip() {
  builtin emulate -L zsh -o no_xtrace -o no_err_exit
  builtin local rest="$1" piece= begin=$'%{\e]133;' end=$'\a%}'
  __perdure_text=
  while [[ $rest == *"$begin"*"$end"* ]]; do
    __perdure_text+=${rest%%"$begin"*}
    rest=${rest#*"$begin"}
    piece=${rest%%"$end"*}
    rest=${rest#*"$end"}
    [[ $piece == *perdure=* ]] || __perdure_text+=$begin$piece$end
  done
  __perdure_text+=$rest
}

# Runs before a prompt: a command has ended.
__perdure_precmd() {
  builtin local code=$?
  builtin emulate -L zsh -o no_xtrace -o no_err_exit
  if [[ -n $__perdure_chars ]]; then
    HISTCHARS=$__perdure_chars
    __perdure_chars=
  fi
  if [[ -n $__perdure_running ]]; then
    __perdure_mark "D;$code;perdure=$__perdure_running"
    __perdure_running=
  fi
  __perdure_mark "D;$code;perdure=$__perdure_key"
  __perdure_directory
} 2>/dev/null

# Runs last before a prompt: what others have made of the prompt is framed by marks.
__perdure_prompt() {
  builtin setopt local_options no_xtrace no_err_exit
  if [[ -o prompt_percent ]]; then
    __perdure_strip "$PS1"
    PS1=$'%{\e]133;A;perdure='$__perdure_key$'\a%}'$__perdure_text$'%{\e]133;B;perdure='$__perdure_key$'\a%}'
    __perdure_strip "$PS2"
    PS2=$'%{\e]133;H;more;perdure='$__perdure_key$'\a%}'$__perdure_text
  fi
  __perdure_hook
  __perdure_mark "H;prompt;perdure=$__perdure_key"
} 2>/dev/null

__perdure_preexec() {
  builtin setopt local_options no_xtrace no_err_exit
  __perdure_mark "C;perdure=$__perdure_key" "C;perdure=${__perdure_running:-$__perdure_key}"
} 2>/dev/null

# Has the hooks where they belong, whatever others have made of the lists.
__perdure_hook() {
  builtin emulate -L zsh -o no_xtrace -o no_err_exit
  precmd_functions=(__perdure_precmd ${precmd_functions:#__perdure_*} __perdure_prompt)
  preexec_functions=(${preexec_functions:#__perdure_*} __perdure_preexec)
  builtin local map
  for map in main emacs viins vicmd; do
    builtin bindkey -M $map '\e[99133~' __perdure_receive '\e[99136~' __perdure_ask '\e[99138~' __perdure_revive
  done
}

# The sum that shows that a text has come whole: by rows of 64 characters, as the host makes it.
__perdure_sum() {
  builtin emulate -L zsh -o no_xtrace -o no_err_exit -o no_multibyte
  builtin local char=
  builtin local -i i=0 row=0 length=$#1
  __perdure_hash=0
  for char in ${(s::)1}; do
    (( row += #char, i++, 1 ))
    if (( i % 64 == 0 || i == length )); then
      (( __perdure_hash = (__perdure_hash * 31 + row) % 16777213, row = 0, 1 ))
    fi
  done
}

# Says whether a line is begun, or something else than a command is edited.
__perdure_ask() {
  builtin emulate -L zsh -o no_xtrace -o no_err_exit
  if [[ -n $BUFFER$PREBUFFER || $CONTEXT != start ]]; then
    __perdure_mark "H;busy;perdure=$__perdure_key"
  else
    __perdure_mark "H;empty;perdure=$__perdure_key"
  fi
} 2>/dev/null

# Puts our functions back where somebody has replaced the whole list. Not while something else than a command is edited.
__perdure_revive() {
  builtin local code=$?
  [[ $CONTEXT == start && -z $PREBUFFER && ${precmd_functions[(I)__perdure_prompt]} == 0 ]] || builtin return 0
  (builtin exit $code)
  __perdure_precmd
  __perdure_prompt
} 2>/dev/null

# Takes a command from the host. Called by a key that nobody has.
__perdure_receive() {
  builtin emulate -L zsh -o no_xtrace -o no_err_exit -o no_multibyte
  builtin local frame= more= typed= nonce= length= hash= body=
  builtin local -a fields
  if [[ -n $BUFFER$PREBUFFER || $CONTEXT != start ]]; then
    __perdure_mark "H;busy;perdure=$__perdure_key"
    builtin return 0
  fi
  __perdure_mark "H;ready;perdure=$__perdure_key"
  __perdure_read 64 frame
  if [[ $frame == *perdure:* ]]; then
    typed=${frame%%perdure:*}
    if [[ -n $typed ]]; then
      __perdure_read $#typed more
      frame=${frame#"$typed"}$more
    fi
    fields=("${(@s.:.)frame}")
    nonce=$fields[2] length=$fields[3] hash=$fields[4]
  else
    typed=$frame
  fi
  if [[ $length == [1-9]* && $length != *[^0-9]* ]]; then
    __perdure_read $length body
    __perdure_sum "$body"
  fi
  if [[ -z $typed && -n $length && $#body == $length && $__perdure_hash == $hash ]]; then
    __perdure_mark "H;taken;perdure=$nonce"
    __perdure_running=$nonce
    builtin eval "body=\$'$body'"
    # History expansion would change what was handed over. Its character is one that no text has until the next prompt.
    __perdure_chars=$HISTCHARS
    HISTCHARS=$'\x01^#'
    builtin setopt local_options multibyte
    BUFFER=$body CURSOR=$#body
    builtin zle .accept-line
  else
    [[ -z $nonce ]] || __perdure_mark "H;refused;perdure=$nonce"
    BUFFER=${typed//[$'\r\n']/} CURSOR=$#BUFFER
  fi
} 2>/dev/null

# Reads $1 characters into the variable $2, or fewer when none has come for a while.
__perdure_read() {
  builtin local piece= text=
  builtin local -i left=$1
  while (( left > 0 )) && builtin read -s -t 5 -k $(( left < 256 ? left : 256 )) piece; do
    text+=$piece
    (( left -= $#piece, 1 ))
  done
  builtin typeset -g __perdure_text=$text
  builtin eval "$2=\$__perdure_text"
}

builtin zle -N __perdure_receive
builtin zle -N __perdure_ask
builtin zle -N __perdure_revive
__perdure_hook
