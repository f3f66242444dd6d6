package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;

/**
 * The handler's context was used where it must not be: in a step's body, or on a thread that isn't the handler's. It would work until the
 * first crash, after which the handler asks for other things than are recorded. Trying again does not help.
 */
final class MisplacedCallException extends PerdureException {
    private static final long serialVersionUID = 1;

    private MisplacedCallException(String message) {
        super(ErrorCode.BAD_INPUT, message);
    }

    static MisplacedCallException inBody(String call, String key) {
        return new MisplacedCallException("ctx." + call + " was called in the body of step " + key
                + ". A body has the StepContext that it is given; call ctx before or after the step.");
    }

    static MisplacedCallException onOtherThread(String call) {
        return new MisplacedCallException("ctx." + call + " was called on thread '"
                + Thread.currentThread().getName()
                + "', which is not the handler's. Only the handler's own thread may call ctx; use stepAsync or child tasks to do"
                + " things at the same time.");
    }
}
