# Shell integration of Perdure for fish 3.4 or newer. The session's own shell reads it once, after its configuration.
#
# It marks prompts, commands and their ends (OSC 133), tells the directory (OSC 7), and takes a command that the session's host
# hands over into the line editor, if its line is empty, as if somebody had typed it. Only builtins are used.

set -g __perdure_key (string split -m 1 : -- $PERDURE_INTEGRATION)[1]
set -g __perdure_running ''
set -e PERDURE_INTEGRATION

# Marks go to the terminal, wherever the shell's output goes.
function __perdure_mark
    builtin printf '\e]133;%s\a' $argv >/dev/tty 2>/dev/null
end

# An event of its own before each prompt, so that nothing that others make of fish_prompt takes it away.
function __perdure_prompt --on-event fish_prompt
    set -l code $status
    # A line that fish refused, or a comment, has no event of its end.
    __perdure_ended $code
    for mode in default insert visual replace replace_one
        builtin bind -M $mode \e\[99133~ __perdure_receive 2>/dev/null
        builtin bind -M $mode \e\[99136~ __perdure_ask 2>/dev/null
    end
    builtin printf '\e]7;file://%s%s\a' "$hostname" (string escape --style=url -- $PWD) >/dev/tty 2>/dev/null
    __perdure_mark "A;perdure=$__perdure_key" "B;perdure=$__perdure_key" "H;prompt;perdure=$__perdure_key"
end

function __perdure_begins --on-event fish_preexec
    __perdure_mark "C;perdure=$__perdure_key"
    test -n "$__perdure_running"
    and __perdure_mark "C;perdure=$__perdure_running"
end

function __perdure_ends --on-event fish_postexec
    set -l code $status
    __perdure_ended $code
    __perdure_mark "D;$code;perdure=$__perdure_key"
end

function __perdure_ended
    if test -n "$__perdure_running"
        __perdure_mark "D;$argv[1];perdure=$__perdure_running"
        set -g __perdure_running ''
    end
end

# The sum that shows that a text has come whole: by rows of 64 characters, as the host makes it.
function __perdure_sum
    set -l hash 0
    for row in (string match -ra '.{1,64}' -- $argv[1])
        set -l codes (builtin printf '%d\n' \'(string split '' -- $row))
        set hash (math "($hash * 31 + "(string join + $codes)") % 16777213")
    end
    echo $hash
end

# The beginning of what the host sends. A person's key ends the wait, and goes where it belongs: this read knows no time.
function __perdure_frame
    set -l text ''
    while test "$text" != perdure:
        builtin read -z -n 1 -l char
        set text $text$char
        if test "$text" = \e\[99133~
            # The host that asked before is gone.
            __perdure_mark "H;ready;perdure=$__perdure_key"
            set text ''
        else if not string match -q -- "$text*" perdure: \e\[99133~ ; or test -z "$char"
            echo -n $text
            return 1
        end
    end
    builtin read -z -n 56 -l rest
    echo -n $text$rest
end

# Whether a line is begun, or something is looked for.
function __perdure_busy
    test -n "$(commandline)"; or commandline --paging-mode; or commandline --search-mode
end

function __perdure_ask
    if __perdure_busy
        __perdure_mark "H;busy;perdure=$__perdure_key"
    else
        __perdure_mark "H;empty;perdure=$__perdure_key"
    end
end

# Takes a command from the host. Called by a key that nobody has.
function __perdure_receive
    if __perdure_busy
        __perdure_mark "H;busy;perdure=$__perdure_key"
        return
    end
    __perdure_mark "H;ready;perdure=$__perdure_key"
    set -l frame (__perdure_frame)
    or begin
        __perdure_mark "H;busy;perdure=$__perdure_key"
        commandline -r -- "$frame"
        return
    end
    set -l fields (string split : -- $frame)
    set -l nonce $fields[2]
    set -l body ''
    if string match -qr '^[1-9][0-9]*$' -- $fields[3]
        builtin read -z -n $fields[3] body
    end
    if test (string length -- "$body") -eq "$fields[3]"; and test (__perdure_sum $body) = "$fields[4]"
        __perdure_mark "H;taken;perdure=$nonce"
        eval "set body $body"
        set -g __perdure_running $nonce
        commandline -r -- $body
        # fish keeps a line that it can't read. What eval says of it is its end.
        if not commandline --is-valid
            commandline -r -- "eval "(string escape -- $body)
        end
        # No abbreviation stands at the end then.
        string match -qr '\\\\$' -- $body
        or commandline -a -- ' '
        commandline -C 1000000000
        commandline -f execute
    else
        __perdure_mark "H;refused;perdure=$nonce"
    end
end
