package org.mailmig;

/** A fault that may pass by itself (line cut, server busy, directory down): the route delivers the account again. */
public final class PassingException extends StopException {
    private static final long serialVersionUID = 1L;

    public PassingException(String message, Throwable cause) {
        super(message, cause);
    }
}
