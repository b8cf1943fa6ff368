// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.mailflow;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.support.service.ServiceHelper;
import org.mailmig.config.Settings;
import org.mailmig.error.TransientException;
import org.mailmig.smtp.SmtpServer;

/** The test message that shows where new mail goes, sent by camel-mail. */
record MailFlowMessage(String id, String to) {
    /** Our own header: the mail library sets the Message-ID itself. */
    static final String HEADER = "X-Mailmig-Probe";

    /** @throws TransientException if the MTA did not accept it; it may be delivered nevertheless */
    void send(CamelContext context, Settings settings) {
        String from = settings.get("mailmig.probe.mail-from");
        SmtpServer server = new SmtpServer(context, "mailmig.probe");
        Endpoint endpoint = server.endpoint();
        try {
            Producer producer = endpoint.createProducer();
            ServiceHelper.startService(endpoint, producer);
            try {
                Exchange exchange = endpoint.createExchange();
                exchange.getMessage().setBody("mailmig sent this message to see where new mail for " + to + " goes.\n");
                exchange.getMessage().setHeader("To", to);
                exchange.getMessage().setHeader("From", from);
                exchange.getMessage().setHeader("Subject", "mailmig: where does new mail go?");
                exchange.getMessage().setHeader("Auto-Submitted", "auto-generated");
                exchange.getMessage().setHeader(HEADER, id);
                producer.process(exchange);
                if (exchange.getException() != null) {
                    throw exchange.getException();
                }
            } finally {
                ServiceHelper.stopAndShutdownServices(producer, endpoint);
            }
        } catch (Exception e) {
            throw new TransientException(
                    "The probe to " + to + " could not be sent by mailmig.probe.smtp: " + server.explained(e) + ".", e);
        }
    }
}
