// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.internal.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailmig.config.Secret;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.Sasl;
import org.mailmig.imap.wire.Status;

/** Logs in (RFC 9051, 6.2). A refusal is final. The server's response text is never passed on with the secret in it. */
public final class Authentication {
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{4,}={0,2}");

    private final Conversation conversation;
    private final Capabilities capabilities;
    private final Login login;
    private final String secret;

    public Authentication(Conversation conversation, Capabilities capabilities, Login login) {
        this.conversation = conversation;
        this.capabilities = capabilities;
        this.login = login;
        Secret now = login.secret().get();
        this.secret = now == null ? "" : now.reveal();
    }

    /** @throws LoginRefusedException on any response but OK, unless the server throttles */
    public void run() throws IOException {
        switch (login.style()) {
            case PASSWORD, DOVECOT, EXCHANGE -> password();
            case AUTHZID -> plain(login.user());
            case PROXYAUTH -> {
                password();
                Command act = new Command("PROXYAUTH").string(utf8(login.user()));
                capabilities.forget();
                judge("PROXYAUTH", conversation.attempt(act, capabilities));
            }
            case XOAUTH2, OAUTHBEARER, BEARER -> bearer();
        }
    }

    private void password() throws IOException {
        if (capabilities.has("AUTH=PLAIN")) {
            plain("");
        } else if (capabilities.has("LOGINDISABLED")) {
            throw refusal("allows no login by password on this connection (LOGINDISABLED)");
        } else {
            Command command =
                    new Command("LOGIN").string(utf8(login.authenticating())).string(utf8(secret));
            capabilities.forget();
            judge("LOGIN", conversation.attempt(command, capabilities));
        }
    }

    /** SASL PLAIN (RFC 4616). */
    private void plain(String authorization) throws IOException {
        if (!capabilities.has("AUTH=PLAIN")) {
            throw refusal("does not offer AUTH=PLAIN, which a login on behalf of a user needs");
        }
        sasl(Sasl.plain(authorization, login.authenticating(), secret));
    }

    /** Logs in with a token; the user is the mailbox's owner. */
    private void bearer() throws IOException {
        Optional<String> mechanism = Sasl.bearerMechanism(login.style(), name -> capabilities.has("AUTH=" + name));
        if (mechanism.isEmpty()) {
            throw refusal(
                    switch (login.style()) {
                        case XOAUTH2 -> "does not offer AUTH=XOAUTH2";
                        case OAUTHBEARER -> "does not offer AUTH=OAUTHBEARER";
                        default -> "offers neither AUTH=OAUTHBEARER nor AUTH=XOAUTH2";
                    });
        }
        sasl(Sasl.bearer(mechanism.get(), login.user(), secret));
    }

    private void sasl(Sasl sasl) throws IOException {
        String response = sasl.encoded();
        String name = "AUTHENTICATE " + sasl.mechanism();
        boolean atOnce = capabilities.has("SASL-IR");
        capabilities.forget();
        String tag = conversation.nextTag();
        Command command = new Command(name);
        Status status = conversation.challenge(tag, atOnce ? command.text(" " + response) : command, capabilities);
        if (!atOnce && status.kind().equals("+")) {
            status = conversation.answer(tag, response, capabilities);
        }
        if (status.kind().equals("+")) {
            status = conversation.answer(
                    tag, sasl.afterError(), capabilities); // an error sent as a challenge: the completion follows
        }
        if (status.kind().equals("+")) {
            conversation.abort();
            throw refusal("asks for more than " + name + " provides");
        }
        judge(name, status);
    }

    private void judge(String name, Status status) throws IOException {
        if (status.ok()) {
            capabilities.status(status);
            return;
        }
        String words = hidden(status.shown());
        CommandRefusedException refused = new CommandRefusedException(
                conversation.peer() + " refused " + name + ": " + words, status.code(), null);
        if (status.kind().equals("NO") && refused.passing()) {
            throw refused;
        }
        throw new LoginRefusedException(
                conversation.peer() + " refused " + name + " as " + login + ": " + words, about(name, status.code()));
    }

    /** Returns what the refusal concerns. AUTHORIZATIONFAILED: authentication succeeded, but not for this owner (RFC 5530, 3). */
    private LoginRefusedException.About about(String name, String code) {
        if (name.equals("PROXYAUTH") || code.equals("AUTHORIZATIONFAILED")) {
            return LoginRefusedException.About.OWNER;
        }
        return login.style() == Login.Style.PROXYAUTH
                ? LoginRefusedException.About.ADMIN
                : LoginRefusedException.About.EITHER;
    }

    private LoginRefusedException refusal(String what) {
        return new LoginRefusedException(conversation.peer() + " " + what, LoginRefusedException.About.ADMIN);
    }

    private String hidden(String words) {
        if (secret.isEmpty()) {
            return words;
        }
        // Some servers echo what they received, including SASL's BASE64.
        return BASE64.matcher(words.replace(secret, "***"))
                .replaceAll(found -> isSecret(found.group()) ? "***" : Matcher.quoteReplacement(found.group()));
    }

    private boolean isSecret(String base64) {
        try {
            String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
            return text.contains(secret) || text.contains(utf8(secret));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns UTF-8 with one char per byte. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
