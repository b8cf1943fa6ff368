// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailmig.config.SecretFile;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;

/**
 * A program that prints a token. It is started without a shell, from words that are separated by blanks and may be quoted; {@code
 * {mailbox}} in a word is replaced by the mailbox. Its output is limited in size and time; its standard error is not read.
 */
record TokenCommand(OAuthKeys keys) {
    private static final String MAILBOX = "{mailbox}";
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    static boolean isForMailbox(OAuthKeys keys) {
        return keys.get("command").contains(MAILBOX);
    }

    /** @param until ends the program when it completes */
    Token token(String mailbox, CompletableFuture<?> until) {
        Process process = start(words(mailbox));
        until.whenComplete((token, fault) -> process.destroyForcibly());
        try {
            String output = output(process);
            if (process.exitValue() != 0) {
                throw new TransientException(name() + " ended with exit code " + process.exitValue() + ".", null);
            }
            return TokenAnswer.token(output, name());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private String name() {
        return "The program of " + keys.key("command");
    }

    private List<String> words(String mailbox) {
        if (mailbox.startsWith("-") || mailbox.chars().anyMatch(c -> c < ' ')) {
            throw new PermanentException("The mailbox " + TokenAnswer.shown(mailbox, List.of())
                    + " cannot be passed to a program, as " + keys.key("command") + " requires.");
        }
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(keys.get("command"));
        while (word.find()) {
            String text = word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3);
            words.add(text.replace(MAILBOX, mailbox));
        }
        return words;
    }

    private Process start(List<String> words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new PermanentException(
                    name() + " cannot be started (" + words.get(0) + "): check its path and permissions.", e);
        }
    }

    private String output(Process process) {
        CompletableFuture<byte[]> reading = CompletableFuture.supplyAsync(
                () -> {
                    try (InputStream in = process.getInputStream()) {
                        byte[] bytes = in.readNBytes(SecretFile.MOST_BYTES + 1);
                        if (bytes.length > SecretFile.MOST_BYTES) {
                            process.destroyForcibly();
                        }
                        process.waitFor();
                        return bytes;
                    } catch (IOException e) {
                        return new byte[0];
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return new byte[0];
                    }
                },
                task -> {
                    Thread thread = new Thread(task, "mailmig-token-command");
                    thread.setDaemon(true);
                    thread.start();
                });
        try {
            byte[] bytes = reading.get(keys.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (bytes.length > SecretFile.MOST_BYTES) {
                throw new PermanentException(name() + " printed more than " + SecretFile.MOST_BYTES + " bytes.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (TimeoutException e) {
            throw new TransientException(
                    name() + " did not end within " + keys.timeout().toSeconds() + " s.", e);
        } catch (ExecutionException e) {
            throw new TransientException(name() + " could not be read.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(name() + " did not end before the wait was interrupted.", e);
        }
    }
}
