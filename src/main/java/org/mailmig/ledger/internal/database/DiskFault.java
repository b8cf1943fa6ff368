// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.api.ErrorCode;
import org.h2.jdbc.JdbcException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** Detects database errors that come from the disk. */
final class DiskFault {
    private DiskFault() {}

    /** The operating system's message, such as "No space left on device"; empty for other errors. */
    static Optional<String> in(SQLException fault) {
        boolean disk = fault.getErrorCode() == ErrorCode.IO_EXCEPTION_1
                || fault.getErrorCode() == ErrorCode.IO_EXCEPTION_2
                || fault.getErrorCode() == ErrorCode.DATABASE_IS_READ_ONLY;
        String words = null;
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            disk |= cause instanceof MVStoreException store && store.getErrorCode() == DataUtils.ERROR_WRITING_FAILED;
            if (cause instanceof IOException) {
                words = cause.getMessage();
            }
        }
        return disk ? Optional.of(words == null ? text(fault) : words) : Optional.empty();
    }

    /** A database's message without the SQL statement, which does not help an operator. */
    static String text(SQLException fault) {
        String text = fault instanceof JdbcException h2 ? h2.getOriginalMessage() : fault.getMessage();
        return text == null
                ? fault.getClass().getSimpleName()
                : text.lines().findFirst().orElse("");
    }
}
