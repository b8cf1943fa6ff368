package org.mailmig.control;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the drop folder's consumer says when a file could not be taken: one sentence. The file stays and is tried again. */
public final class IntakeFaults implements ExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    @Override
    public void handleException(Throwable exception) {
        handleException(null, null, exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        String file = exchange == null ? "" : exchange.getMessage().getHeader(Exchange.FILE_NAME, "", String.class);
        LOG.warn("The control file {} stays in the drop folder for now: {}", file, exception.getMessage());
        LOG.debug("{}", message, exception);
    }
}
