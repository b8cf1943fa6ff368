// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.mailmig.control.internal.file.FileAges;
import org.mailmig.error.StopException;
import org.mailmig.runtime.FileProblem;
import org.mailmig.text.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports files of the drop folder that could not be read (bean {@code mailmigIntakeFaults}): one sentence, once for each file and error.
 * The file stays and is tried again.
 */
public final class IntakeFaults implements ExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private final FileAges waiting = new FileAges();

    /** Called by the route: the error is logged and handled, so that the consumer does not log it again every second. */
    public void stays(Exchange exchange) {
        handleException(null, exchange, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

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
        String sentence = sentence(exception);
        if (waiting.isNews(file, sentence)) {
            LOG.warn(
                    "The control file {} stays in the drop folder for now: {}",
                    Printable.of(file),
                    Printable.of(sentence));
        }
        LOG.debug("{}", message, exception);
    }

    private static String sentence(Throwable exception) {
        for (Throwable each = exception; each != null; each = each.getCause()) {
            if (each instanceof StopException) {
                return each.getMessage();
            }
        }
        return FileProblem.file(exception);
    }
}
