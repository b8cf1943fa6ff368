// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.mailmig.config.Secret;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.WorkerId;

/**
 * Row passwords, encrypted with AES-GCM: with the configured key, else with a random key in this process's memory only, so that nobody can
 * read them after it has ended. Thread-safe.
 */
public final class Passwords {
    /** The prefix of values encrypted with a key in a process's memory. */
    private static final String IN_MEMORY = "memory:";

    /** The prefix of values bound to their place: the account and the side are authenticated with them (associated data, RFC 5116, 2.1). */
    private static final String BOUND = "bound:";

    private static final byte[] SALT = "mailmig row passwords".getBytes(StandardCharsets.UTF_8);
    private static final int ITERATIONS = 120_000;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY = 32;

    /** From the configuration; {@code null} if not set. */
    private final SecretKeySpec key;

    private final SecretKeySpec ephemeral;
    private final SecureRandom random = new SecureRandom();
    private final String self;
    private final boolean shared;

    /** {@code shared}: processes on other machines use this ledger, and cannot read this process's memory. */
    public Passwords(Secret key, WorkerId self, boolean shared) {
        this.self = self.toString();
        this.shared = shared;
        this.key = key == null ? null : derived(key);
        this.ephemeral = key == null ? random() : null;
    }

    /** The only process that knows the account's passwords: this one, or {@code null} if they are in the ledger or there are none. */
    String knownBy(NewAccount account) {
        boolean none = account.sourcePassword() == null && account.targetPassword() == null;
        return none || key != null ? null : self;
    }

    /** The value to store; {@code name} is wave, account and side. */
    String keep(String name, Secret password) {
        if (password == null) {
            return null;
        }
        if (key == null && shared) {
            throw new PermanentException(
                    "The control file brings passwords, and other machines work on this ledger too:"
                            + " set mailmig.ledger.key, the same on each of them.");
        }
        return key == null ? IN_MEMORY + sealed(ephemeral, name, password) : BOUND + sealed(key, name, password);
    }

    private String sealed(SecretKeySpec with, String name, Secret password) {
        try {
            byte[] nonce = new byte[NONCE];
            random.nextBytes(nonce);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, with, nonce, name)
                    .doFinal(password.reveal().getBytes(StandardCharsets.UTF_8));
            byte[] stored = new byte[NONCE + sealed.length];
            System.arraycopy(nonce, 0, stored, 0, NONCE);
            System.arraycopy(sealed, 0, stored, NONCE, sealed.length);
            return Base64.getEncoder().encodeToString(stored);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Secret find(String name, String stored) {
        if (stored == null) {
            return null;
        }
        try {
            if (stored.startsWith(IN_MEMORY)) {
                return opened(ephemeral, name, stored.substring(IN_MEMORY.length()));
            }
            return stored.startsWith(BOUND)
                    ? opened(key, name, stored.substring(BOUND.length()))
                    : opened(key, "", stored); // written before passwords were bound to their accounts
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw stored.startsWith(IN_MEMORY) ? forgotten(name, e) : unreadable(name, e);
        }
    }

    private Secret opened(SecretKeySpec with, String name, String stored) throws GeneralSecurityException {
        if (with == null) {
            throw new InvalidKeyException("there is no such key here");
        }
        byte[] sealed = Base64.getDecoder().decode(stored);
        byte[] nonce = Arrays.copyOf(sealed, NONCE);
        byte[] text = cipher(Cipher.DECRYPT_MODE, with, nonce, name).doFinal(sealed, NONCE, sealed.length - NONCE);
        return Secret.of(new String(text, StandardCharsets.UTF_8));
    }

    private static PermanentException forgotten(String name, Exception cause) {
        return new PermanentException(
                "The row password of " + name + " is no longer known, because its key was kept in memory only: drop"
                        + " the control file again, or set mailmig.ledger.key.",
                cause);
    }

    private static PermanentException unreadable(String name, Exception cause) {
        return new PermanentException(
                "The row password of " + name + " cannot be read with this mailmig.ledger.key: set the key that it was"
                        + " written with, or drop the control file again.",
                cause);
    }

    private SecretKeySpec random() {
        byte[] octets = new byte[KEY];
        random.nextBytes(octets);
        return new SecretKeySpec(octets, "AES");
    }

    private static Cipher cipher(int mode, SecretKeySpec with, byte[] nonce, String name)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, with, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static SecretKeySpec derived(Secret key) {
        try {
            PBEKeySpec spec = new PBEKeySpec(key.reveal().toCharArray(), SALT, ITERATIONS, 256);
            byte[] octets = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return new SecretKeySpec(octets, "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
