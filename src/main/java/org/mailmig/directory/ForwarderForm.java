// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import java.util.Optional;
import org.mailmig.FatalException;
import org.mailmig.Settings;

/**
 * Which attribute forwards, and how its values look: {@code mailmig.forwarder.preset}, each part of which a key of its own
 * may replace.
 *
 * @param attribute {@code mailmig.forwarder.attribute}
 * @param format {@code mailmig.forwarder.format}: the value, with {@code %s} for the address that mail is forwarded to
 * @param resting {@code mailmig.forwarder.resting}: what the attribute holds while nothing is forwarded, with {@code %s} for
 *     the row's address; empty: nothing
 */
record ForwarderForm(String attribute, String format, String resting) {
    static ForwarderForm of(Settings settings) {
        ForwarderForm preset = preset(settings.get("mailmig.forwarder.preset"));
        return new ForwarderForm(
                settings.find("mailmig.forwarder.attribute").orElse(preset.attribute()),
                settings.find("mailmig.forwarder.format").orElse(preset.format()),
                settings.find("mailmig.forwarder.resting").orElse(preset.resting()));
    }

    private static ForwarderForm preset(String name) {
        return switch (name) {
            case "exchange" -> new ForwarderForm("targetAddress", "SMTP:%s", "");
            case "postfix" -> new ForwarderForm("maildrop", "%s", "");
            case "dovecot" -> new ForwarderForm("mailForwardingAddress", "%s", "");
            default -> throw new FatalException(
                    "mailmig.forwarder.preset must be exchange, postfix or dovecot, not \"" + name + "\".");
        };
    }

    /** What stands in the attribute of an entry with this address while nothing is forwarded. */
    Optional<String> resting(String address) {
        return resting.isEmpty() ? Optional.empty() : Optional.of(resting.replace("%s", address));
    }
}
