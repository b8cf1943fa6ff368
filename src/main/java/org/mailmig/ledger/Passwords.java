package org.mailmig.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.mailmig.FatalException;
import org.mailmig.Secret;

/** Row passwords: AES-GCM in the ledger where there is a key, else in this process's memory alone. Safe for any thread. */
final class Passwords {
    /** What the ledger holds in place of a password that only a process knows. */
    private static final String IN_MEMORY = "memory";

    private static final byte[] SALT = "mailmig row passwords".getBytes(StandardCharsets.UTF_8);
    private static final int ITERATIONS = 120_000;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();
    private final String self;
    private final boolean shared;
    private final Map<String, Secret> memory = new ConcurrentHashMap<>();

    /** {@code shared}: other machines work on this ledger, and none of them looks into this process's memory. */
    Passwords(Secret key, Holder self, boolean shared) {
        this.self = self.toString();
        this.shared = shared;
        this.key = key == null ? null : derived(key);
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
            throw new FatalException("The control file brings passwords, and other machines work on this ledger too:"
                    + " set mailmig.ledger.key, the same on each of them.");
        }
        if (key == null) {
            memory.put(name, password);
            return IN_MEMORY;
        }
        try {
            byte[] nonce = new byte[NONCE];
            random.nextBytes(nonce);
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(password.reveal().getBytes(StandardCharsets.UTF_8));
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
        if (stored.equals(IN_MEMORY)) {
            Secret known = memory.get(name);
            if (known == null) {
                throw new FatalException(
                        "The row password of " + name + " is no longer known, since it was kept in memory"
                                + " only: drop the control file again, or set mailmig.ledger.key.");
            }
            return known;
        }
        if (key == null) {
            throw unreadable(name, null);
        }
        try {
            byte[] sealed = Base64.getDecoder().decode(stored);
            byte[] nonce = java.util.Arrays.copyOf(sealed, NONCE);
            byte[] text = cipher(Cipher.DECRYPT_MODE, nonce).doFinal(sealed, NONCE, sealed.length - NONCE);
            return Secret.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw unreadable(name, e);
        }
    }

    private static FatalException unreadable(String name, Exception cause) {
        return new FatalException(
                "The row password of " + name + " cannot be read with this mailmig.ledger.key: set the key that it was"
                        + " written with, or drop the control file again.",
                cause);
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
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
