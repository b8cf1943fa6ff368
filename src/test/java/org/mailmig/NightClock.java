// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sets a time zone in which the tests start at one o'clock at night: GreenMail reads noon in the date of an APPEND as midnight,
 * and tests may run at any time. Set once, because GreenMail keeps the first zone that it finds.
 */
public final class NightClock implements BeforeAllCallback {
    static {
        int hour = Instant.now().atOffset(ZoneOffset.UTC).getHour();
        int offset = hour > 12 ? 25 - hour : 1 - hour;
        TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.ofHours(offset)));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // The class was loaded: that is all.
    }
}
