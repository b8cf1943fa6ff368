// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.support.service.ServiceHelper;
import org.mailmig.FatalException;
import org.mailmig.PassingException;
import org.mailmig.Settings;

/** The message that is sent to see where new mail goes, by camel-mail. */
record ProbeMessage(String id, String to) {
    /** Message-IDs are given by the mail library; this is ours. */
    static final String HEADER = "X-Mailmig-Probe";

    /** @throws PassingException where the MTA did not take it; it may have taken it all the same */
    void send(CamelContext context, Settings settings) {
        String from = settings.get("mailmig.probe.mail-from");
        Endpoint endpoint = endpoint(context, settings.get("mailmig.probe.smtp"));
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
            throw new PassingException(
                    "The probe to " + to + " could not be sent by mailmig.probe.smtp: " + e.getMessage(), e);
        }
    }

    /** Not added to the context: its URI may hold a secret. */
    private static Endpoint endpoint(CamelContext context, String uri) {
        String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : uri;
        if (!scheme.equals("smtp") && !scheme.equals("smtps")) {
            throw new FatalException(
                    "Configuration key mailmig.probe.smtp must begin with smtp:// or smtps:// (camel-mail).");
        }
        try {
            return context.getComponent(scheme).createEndpoint(uri);
        } catch (Exception e) {
            // The cause's text may quote the URI with a secret in it: only its kind is told.
            throw new FatalException("Configuration key mailmig.probe.smtp is not a usable camel-mail endpoint URI ("
                    + e.getClass().getSimpleName() + "); passwords with & belong in RAW(...).");
        }
    }
}
