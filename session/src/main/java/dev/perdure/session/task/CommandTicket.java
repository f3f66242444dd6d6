package dev.perdure.session.task;

import dev.perdure.api.spi.SessionHost.Ticket;
import dev.perdure.session.Session;
import dev.perdure.session.agent.AgentTerminal;
import dev.perdure.session.agent.RunHandle;

/**
 * What a ticket says: the handle of a command, and where in the session's input it may be found from.
 *
 * @param session the session's id
 * @param input the position in the record of the session's input before the command
 */
record CommandTicket(String session, RunHandle handle, long input) {

    /** The ticket of a command that is about to be typed. */
    static CommandTicket next(Session session, AgentTerminal terminal) throws InterruptedException {
        long input = session.input().end();
        return new CommandTicket(session.id(), terminal.prepare(), input);
    }

    Ticket ticket() {
        return new Ticket(session, handle.text() + "@" + input);
    }

    static CommandTicket of(Ticket ticket) {
        String text = ticket.command();
        int at = text.lastIndexOf('@');
        RunHandle handle = RunHandle.parse(text.substring(0, Math.max(0, at)))
                .orElseThrow(() -> new IllegalArgumentException("not a ticket of this host: " + text));
        return new CommandTicket(ticket.session(), handle, Long.parseLong(text.substring(at + 1)));
    }
}
