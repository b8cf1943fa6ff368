// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mailmig.report.Words;

/** The files with the errors of a control file: itself, or the accounts file that it names. */
public final class ErrorFiles {
    private ErrorFiles() {}

    /** @param errors each begins with its file's name, followed by a comma or a colon */
    public static String of(List<String> errors, Path control) {
        Set<String> files = new LinkedHashSet<>();
        for (String error : errors) {
            String name = error.split(", line |: ", 2)[0];
            if (name.matches("[^/\\\\\\p{Cntrl}]{1,200}") && Files.isRegularFile(control.resolveSibling(name))) {
                files.add(control.resolveSibling(name).toString());
            }
        }
        return Words.printable(files.isEmpty() ? control.toString() : String.join(" and ", files));
    }
}
