package dev.perdure.examples.vendorreview;

/** No repository could be asked for something without which a candidate can't be judged. */
final class FactsNotAvailableException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    FactsNotAvailableException(String reason) {
        this.reason = reason;
    }

    @Override
    public String getMessage() {
        return reason;
    }
}
