package dev.perdure.session.anchor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The few lines of shell that a session stands on.
 *
 * <p><b>Why a shell.</b> Two things must outlive the daemon: the terminal, which lives as long as somebody holds its
 * master, and the exit code, which only a parent can collect. So the program's parent must be a process that isn't the
 * daemon and holds the master. A shell is the smallest such process that every machine has.
 *
 * <p><b>Who is what.</b>
 *
 * <pre>
 * daemon ── anchor (sh)                  its own session, no terminal, master as 9, ignores the usual signals
 *              └── program               its own session, its leader, the slave as controlling terminal and 0, 1, 2
 *                    └── jobs            process groups of the program's session
 * </pre>
 *
 * The anchor must not be in the program's session: as its leader it would get the hang-up, as a member of the
 * foreground group every C-c and C-z, and job control of the program would stop the anchor with it. But a shell
 * can't make a session. So the child that it forks opens the slave, which gives no controlling terminal to a process
 * that leads no session, and becomes {@code setsid -c}, which makes the session, takes standard input as controlling
 * terminal, and becomes the program. The process number stays the same, so the shell waits for the right one.
 * (posix_spawn alone could make the program so, but only as a child of the daemon.) When the daemon dies, the anchor
 * becomes a child of init or of the nearest subreaper, which collects it in the end.
 *
 * <p><b>Signals.</b> A POSIX shell starts a background child with SIGINT and SIGQUIT ignored, beyond recall by
 * {@code trap}; {@code env --default-signal} recalls all of them. In the foreground it would not be so, but then the
 * shell's only word on the end would be a number in which {@code exit 137} and SIGKILL are the same; for a background
 * child {@code jobs} tells them apart ({@code Done(137)}, {@code Killed}). dash and busybox still list a child that was
 * waited for; bash doesn't, so there a trap lists it when it ends, which makes {@code wait} return 145 (128 and SIGCHLD)
 * before it has the child's status. A program that is killed in its first millisecond may slip past that trap; the file
 * then says {@code status}.
 *
 * <p><b>Descriptors.</b> The program gets 0, 1 and 2: the shell closes 3 and 9 for it and opens none of its own without
 * close-on-exec.
 *
 * <p><b>Environment.</b> Nothing is assigned before the fork but positional parameters, so the program sees the
 * variables that it was given. A POSIX shell drops those whose names aren't identifiers.
 *
 * <p><b>The end.</b> The exit file is written, synced and renamed; a full disk is waited out. Then the anchor stops
 * itself: output that no daemon has read yet is still in the terminal's buffer, and that lives as long as the master.
 * The daemon reads it and kills the anchor.
 *
 * <p><b>SIGUSR1</b> makes the anchor start the command that a daemon has left for it; {@link Courier} tells what for.
 *
 * <p><b>Descriptor 3</b> is a pipe to the daemon that gets the program's number. The {@code anchor} file is written
 * before, and is one short write, so a daemon killed at any moment leaves either a session that can be adopted or none.
 */
final class AnchorScript {
    static final int MASTER = 9;
    static final int REPORT = 3;

    // 1 session directory, 2 slave, 3 umask, 4 group of the program, 5 group of the anchor, 6 search path,
    // 7 "bash" or nothing, 8 and on the program.
    private static final String TEXT = """
            trap '' HUP INT QUIT TERM PIPE TSTP TTIN TTOU
            if [ "$5" ]; then printf 0 >"$5"; fi
            if [ "$7" ]; then trap 'jobs >"$1/jobs"' CHLD; fi
            {
              umask "$3"
              if [ "$4" ]; then printf 0 >"$4"; fi
              exec 0<>"$2" 1>&0 2>&0 3>&- 9>&-
              shift 7
              exec "$@"
            } &
            program=$!
            PATH=$6
            unset IFS
            directory=$1 slave=$2 group=$4 bash=$7
            cd "$directory" || { kill -KILL "$program"; exit 1; }
            trap '[ -f courier ] && (sh ./courier 3>&- &)' USR1
            read -r boot </proc/sys/kernel/random/boot_id
            read -r stat </proc/$$/stat
            printf 'perdure-anchor 1\\nboot %s\\nslave %s\\ngroup %s\\nprogram %s\\nstat %s\\n' \
              "$boot" "$slave" "$group" "$program" "$stat" >anchor
            printf '%s\\n' "$program" >&3
            exec 3>&-
            while :; do
              wait "$program"
              status=$?
              if [ -z "$bash" ]; then jobs >jobs; fi
              one= two= three=
              read -r one two three rest <jobs
              case $two in +|-) two=$three ;; esac
              case $two in Running*|Stopped*) ;; *) break ;; esac
            done
            case $two in
              Done) end="exit 0" ;;
              Done*) end=${two#*\\(} end="exit ${end%)}" ;;
              Exit) end="exit $three" ;;
              ?*)
                if [ "$bash" ] && [ "$status" = 145 ]; then wait "$program"; status=$?; fi
                end="signal $((status - 128))" ;;
              *) if [ "$status" -le 128 ]; then end="exit $status"; else end="status $status"; fi ;;
            esac
            until printf 'perdure-exit 1\\n%s\\n' "$end" >exit.new && { sync exit.new; mv -f exit.new exit; }; do
              [ -d "$directory" ] || exit 1
              sleep 1
            done
            sync .
            while :; do kill -STOP $$; done
            """;

    private AnchorScript() {}

    /** The arguments of the shell, its own name first. */
    static List<String> arguments(Toolbox tools, Path directory, String slave, Program program, Placement placement) {
        List<String> arguments = new ArrayList<>(List.of("sh", "-c", TEXT, "perdure-anchor"));
        arguments.add(directory.toString());
        arguments.add(slave);
        arguments.add(Integer.toOctalString(program.umask()));
        arguments.add(placement.program().map(Path::toString).orElse(""));
        arguments.add(placement.anchor().map(Path::toString).orElse(""));
        arguments.add(tools.search());
        arguments.add(tools.shellIsBash() ? "bash" : "");
        arguments.addAll(tools.chain(program));
        return arguments;
    }
}
