// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.demo;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.TimeZone;

/**
 * GreenMail reads dates of APPEND with the pattern {@code hh}: twelve o'clock becomes midnight, which verify rightly reports as a
 * difference. So no date of the demo may be in that hour.
 */
final class GreenMailNoonBug {
    private static final int HOUR = 12;

    private GreenMailNoonBug() {}

    /** The instant, or an hour earlier if it is twelve o'clock in this process's time zone. */
    static Instant avoided(Instant instant) {
        return hour(instant) == HOUR ? instant.minus(1, ChronoUnit.HOURS) : instant;
    }

    /** Changes this process's time zone if it is, or soon will be, twelve o'clock in the present one. */
    static void avoidNow(Instant now) {
        if (hour(now) == HOUR || hour(now.plus(10, ChronoUnit.MINUTES)) == HOUR) {
            int seconds = ZoneId.systemDefault().getRules().getOffset(now).getTotalSeconds();
            int moved = seconds > 0 ? seconds - 3 * 3600 : seconds + 3 * 3600;
            TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.ofTotalSeconds(moved)));
        }
    }

    private static int hour(Instant instant) {
        return instant.atZone(ZoneId.systemDefault()).getHour();
    }
}
