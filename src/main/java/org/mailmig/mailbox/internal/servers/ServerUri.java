// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.servers;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;

/** Reads {@code mailmig.<name>.uri}, a camel-mail endpoint. */
final class ServerUri {
    private ServerUri() {}

    /** Returns a copy, so that changes for one account never affect another. The endpoint is not added to the context. */
    static MailConfiguration configuration(CamelContext context, String name) {
        String uri = Settings.of(context).get("mailmig." + name + ".uri");
        String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : uri;
        if (!scheme.equals("imap") && !scheme.equals("imaps")) {
            throw new PermanentException(
                    "Configuration key mailmig." + name + ".uri must begin with imap:// or imaps:// (camel-mail).");
        }
        try {
            Endpoint endpoint = context.getComponent(scheme).createEndpoint(uri);
            return ((MailEndpoint) endpoint).getConfiguration().copy();
        } catch (Exception e) {
            // The cause's text may quote the URI with a secret in it: report only its class.
            throw new PermanentException(
                    "Configuration key mailmig." + name + ".uri is not a usable camel-mail endpoint URI ("
                            + e.getClass().getSimpleName() + "); passwords with & belong in RAW(...).");
        }
    }
}
