// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.runtime.FileProblem;
import org.mailmig.smtp.SmtpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the wave's report by mail (bean {@code mailmigLetter}) through camel-mail. */
public final class Letter {
    /** The exchange variable with the endpoint to send to. It may contain a secret, so no route names it. */
    static final String SMTP = "mailmigSmtp";

    private static final String WAVE = "mailmigWave";
    private static final Logger LOG = LoggerFactory.getLogger(Letter.class);

    /** Remembers the wave of the report: the body is its id. */
    public void about(Exchange exchange) {
        exchange.setProperty(WAVE, exchange.getMessage().getBody(String.class));
    }

    /** Replaces the body, the report's folder, by the text of a mail; the route stops if {@code mailmig.report.mail-to} is not set. */
    public void compose(Exchange exchange) throws InvalidPayloadException {
        Settings settings = Settings.of(exchange.getContext());
        if (settings.find("mailmig.report.mail-to").isEmpty()) {
            exchange.setRouteStop(true);
            return;
        }
        exchange.setVariable(SMTP, new SmtpServer(exchange.getContext(), "mailmig.report").endpoint());
        Path report = exchange.getMessage().getMandatoryBody(Path.class).resolve("report.txt");
        try {
            exchange.getMessage().setBody(Files.readString(report));
        } catch (IOException e) {
            throw new PermanentException(
                    "The report " + report + " cannot be read to be mailed: " + FileProblem.file(e), e);
        }
        exchange.getMessage().setHeader("To", settings.get("mailmig.report.mail-to"));
        exchange.getMessage().setHeader("From", settings.get("mailmig.report.mail-from"));
        exchange.getMessage().setHeader("Subject", subject(exchange));
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=UTF-8");
    }

    private static String subject(Exchange exchange) {
        String id = exchange.getProperty(WAVE, String.class);
        Wave wave = Ledger.of(exchange.getContext()).waves().find(id).orElse(null);
        return "mailmig: wave " + id + (wave == null || wave.outcome() == null ? "" : " ended " + wave.outcome());
    }

    /** The mail server accepted it. */
    public void delivered(Exchange exchange) {
        event(exchange, EventKind.MAILED, "The report was mailed.");
    }

    private static void event(Exchange exchange, EventKind kind, String text) {
        Ledger.of(exchange.getContext()).events().add(exchange.getProperty(WAVE, String.class), null, kind, text);
    }

    /** The report could not be written or mailed. This is only logged: the outcome is in the ledger. */
    public void undelivered(Exchange exchange) {
        Throwable fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        String wave = exchange.getProperty(WAVE, String.class);
        String why = fault instanceof StopException
                ? fault.getMessage()
                : "it was not mailed: " + new SmtpServer(exchange.getContext(), "mailmig.report").explained(fault)
                        + ".";
        LOG.error("The report of wave {} could not be delivered: {}", wave, why);
        LOG.debug("Reporting failed", fault);
        event(exchange, EventKind.UNREPORTED, "The report could not be delivered: " + why);
    }
}
