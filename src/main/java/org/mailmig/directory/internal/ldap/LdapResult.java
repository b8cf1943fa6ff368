// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.AuthenticationException;
import javax.naming.CommunicationException;
import javax.naming.InterruptedNamingException;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.ReferralException;
import javax.net.ssl.SSLException;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.error.StoppingException;
import org.mailmig.error.TransientException;

/**
 * A server's result for one request (RFC 4511, 4.1.9).
 *
 * @param code its result code, or {@link #LOST}
 * @param text the server's diagnostic message
 * @param cause {@code null} after success
 */
public record LdapResult(int code, String text, NamingException cause) {
    /** No response arrived: the request may or may not have been executed. */
    public static final int LOST = -1;

    /** A referral (result 10) in response to a change: the server is read-only. */
    public static final int READ_ONLY = -2;

    public static final int SUCCESS = 0;
    static final int TIME_LIMIT = 3;
    static final int SIZE_LIMIT = 4;
    static final int REFERRAL = 10;
    static final int ADMIN_LIMIT = 11;
    public static final int NO_SUCH_ATTRIBUTE = 16;
    static final int UNDEFINED_ATTRIBUTE = 17;
    public static final int CONSTRAINT_VIOLATION = 19;
    public static final int VALUE_EXISTS = 20;
    static final int INVALID_SYNTAX = 21;
    public static final int NO_SUCH_OBJECT = 32;
    static final int INVALID_CREDENTIALS = 49;
    static final int INSUFFICIENT_ACCESS = 50;
    static final int BUSY = 51;
    static final int UNAVAILABLE = 52;
    static final int OBJECT_CLASS_VIOLATION = 65;
    private static final int OTHER = 80;

    /** The server part of a referral's URL (RFC 4516, 2), limited to characters that are safe in a terminal. */
    private static final Pattern SERVER =
            Pattern.compile("ldaps?://[A-Za-z0-9._\\[\\]:-]{1,255}", Pattern.CASE_INSENSITIVE);

    private static final Pattern CODE = Pattern.compile("\\[LDAP: error code (\\d+)(?: - )?(.*)]", Pattern.DOTALL);

    public static LdapResult success() {
        return new LdapResult(SUCCESS, "", null);
    }

    public static LdapResult of(NamingException e) {
        String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        Matcher coded = CODE.matcher(said);
        if (coded.find()) {
            return new LdapResult(Integer.parseInt(coded.group(1)), words(coded.group(2)), e);
        }
        if (e instanceof AuthenticationException) {
            return new LdapResult(INVALID_CREDENTIALS, words(said), e);
        }
        if (e instanceof PartialResultException || e instanceof ReferralException) {
            return new LdapResult(REFERRAL, e instanceof ReferralException referral ? to(referral) : words(said), e);
        }
        // JNDI reports a response timeout as a plain NamingException.
        boolean lost = e instanceof CommunicationException
                || e instanceof InterruptedNamingException
                || said.contains("timed out")
                || said.contains("closed");
        return new LdapResult(lost ? LOST : OTHER, words(said), e);
    }

    /** Like {@link #of}, for the result of a change. */
    static LdapResult ofChange(NamingException e) {
        LdapResult result = of(e);
        return result.code == REFERRAL ? new LdapResult(READ_ONLY, result.text, e) : result;
    }

    /** The server named in a referral, as a URL without a DN; empty if it names none that can be parsed. */
    Optional<String> refersTo() {
        if (!(cause instanceof ReferralException referral) || referral.getReferralInfo() == null) {
            return Optional.empty();
        }
        Matcher url = SERVER.matcher(String.valueOf(referral.getReferralInfo()));
        return url.find() ? Optional.of(url.group()) : Optional.empty();
    }

    /** One sentence that says what to do about a read-only server. */
    public String readOnly(String server) {
        return "The directory " + server + " accepts no changes: it is read-only"
                + refersTo()
                        .map(to -> " and names " + to
                                + " for them. Set mailmig.directory.url to that server, by the name in"
                                + " its certificate; what the MTA reads may stay in mailmig.directory.read-url.")
                        .orElse(". Set mailmig.directory.url to a server that can be written to.");
    }

    /** Returns whether the code is the server's, and not derived by us. */
    boolean isCoded() {
        return cause != null
                && cause.getMessage() != null
                && CODE.matcher(cause.getMessage()).find();
    }

    public boolean ok() {
        return code == SUCCESS;
    }

    /** The requested entry or attribute does not exist, or is not visible to us. */
    public boolean saysNothing() {
        return code == NO_SUCH_OBJECT || code == NO_SUCH_ATTRIBUTE || code == INSUFFICIENT_ACCESS;
    }

    /** The attribute's value was not the expected one: read it again and decide. */
    public boolean notAsExpected() {
        return code == NO_SUCH_ATTRIBUTE || code == CONSTRAINT_VIOLATION || code == VALUE_EXISTS;
    }

    /** Returns whether the same request may succeed later without any intervention. */
    public boolean passing() {
        return code == BUSY || code == UNAVAILABLE || (code == LOST && !tls());
    }

    /** Returns whether we were asked to stop during the wait. Then nothing is known about the request. */
    public boolean isInterrupted() {
        return cause instanceof InterruptedNamingException
                || Thread.currentThread().isInterrupted();
    }

    /** The StopException for this result, unless the step has a more specific one. */
    public StopException stop(String doing, String server) {
        if (isInterrupted()) {
            return new StoppingException("Stopped while " + doing + ".");
        }
        if (passing()) {
            return new TransientException(
                    "The directory " + server + " did not answer while " + doing + ": " + text, cause);
        }
        return new PermanentException("The directory " + server + " failed while " + doing + ": " + explained(), cause);
    }

    /** The server's diagnostic message with what to do about it. */
    public String explained() {
        String help =
                switch (code) {
                    case LOST -> "TLS failed: check that the server's certificate is valid, names this host, and is"
                            + " trusted by this Java or by mailmig.directory.ca-file";
                    case TIME_LIMIT,
                            SIZE_LIMIT,
                            ADMIN_LIMIT -> "the answer is incomplete, and an incomplete answer proves"
                            + " nothing: raise the limit of the bind account";
                    case READ_ONLY -> "this server is read-only"
                            + refersTo()
                                    .map(to -> " and names " + to + " for changes")
                                    .orElse("")
                            + ": set mailmig.directory.url to a server that can be written to";
                    case REFERRAL -> "the answer refers to another server, which is never followed: set"
                            + " mailmig.directory.base below one server's own entries, or"
                            + " mailmig.directory.referrals = ignore-subordinate";
                    case UNDEFINED_ATTRIBUTE -> "the schema has no such attribute: add it or set"
                            + " mailmig.forwarder.attribute";
                    case CONSTRAINT_VIOLATION, INVALID_SYNTAX -> "the value is not allowed there: see"
                            + " mailmig.forwarder.format";
                    case INVALID_CREDENTIALS -> "correct mailmig.directory.bind-dn and mailmig.directory.password";
                    case INSUFFICIENT_ACCESS -> "grant the bind account read and write access to mailmig.forwarder.attribute on"
                            + " the target users' entries";
                    case OBJECT_CLASS_VIOLATION -> "add the object class that allows mailmig.forwarder.attribute to"
                            + " the entry";
                    default -> "see the server's log";
                };
        return "result " + (code == LOST ? "none" : code == READ_ONLY ? REFERRAL : code)
                + (text.isEmpty() ? "" : " (" + text + ")") + "; " + help + ".";
    }

    /** A certificate or protocol error; a connection lost during the TLS handshake is treated like any other lost connection. */
    private boolean tls() {
        boolean tls = false;
        for (Throwable at = cause; at != null; at = at.getCause()) {
            boolean broken = at instanceof EOFException
                    || at instanceof SocketException
                    || at instanceof SocketTimeoutException
                    || (at instanceof SSLException
                            && String.valueOf(at.getMessage()).contains("terminated the handshake"));
            if (broken) {
                return false;
            }
            tls |= at instanceof SSLException;
        }
        return tls;
    }

    private static String to(ReferralException referral) {
        return words("refers to " + referral.getReferralInfo());
    }

    /** One line, without the NUL at the end of Active Directory's texts. */
    private static String words(String said) {
        return said.replaceAll("\\p{Cntrl}+", " ").trim();
    }
}
