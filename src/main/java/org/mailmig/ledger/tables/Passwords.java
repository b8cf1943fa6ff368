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
 * Row passwords, sealed with AES-GCM: with the key of the configuration, else with a random one that lives in this process's
 * memory alone, so that nobody can read them once it has ended. Safe for any thread.
 */
public final class Passwords {
    /** Begins what is sealed with a key that only a process's memory holds. */
    private static final String IN_MEMORY = "memory:";

    /** Begins what is sealed to its place: the account and the side are authenticated with it (RFC 5116, 2.1, associated data). */
    private static final String BOUND = "bound:";

    private static final byte[] SALT = "mailmig row passwords".getBytes(StandardCharsets.UTF_8);
    private static final int ITERATIONS = 120_000;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY = 32;

    /** Of the configuration; {@code null} without one. */
    private final SecretKeySpec key;

    private final SecretKeySpec ephemeral;
    private final SecureRandom random = new SecureRandom();
    private final String self;
    private final boolean shared;

    /** {@code shared}: other machines work on this ledger, and none of them looks into this process's memory. */
    public Passwords(Secret key, WorkerId self, boolean shared) {
        this.self = self.toString();
        this.shared = shared;
        this.key = key == null ? null : derived(key);
        this.ephemeral = key == null ? random() : null;
    }

    /** The only process that knows the account's passwords: this one, or {@code null} where the ledger has them or there are none. */
    String knownBy(NewAccount account) {
        boolean none = account.sourcePassword() == null && account.targetPassword() == null;
        return none || key != null ? null : self;
    }

    /** What to store; {@code name} is wave, account and side. */
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
                "The row password of " + name + " is no longer known, since the key to it was kept in memory"
                        + " only: drop the control file again, or set mailmig.ledger.key.",
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
