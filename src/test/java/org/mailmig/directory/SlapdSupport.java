// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.servers.RealServers;

/** One real slapd for a class of tests, whose bind account has the rights that the README names and no others. */
@RealServers
public abstract class SlapdSupport {
    public static final String MIGRATOR = "cn=migrator,dc=new,dc=example";
    public static final String ALICE = "uid=alice,dc=new,dc=example";

    @TempDir
    static Path dir;

    public static RealSlapd slapd;
    final CamelContext context = new DefaultCamelContext();
    private final Properties keys = new Properties();
    LineWorld line;

    @BeforeAll
    static void start() throws Exception {
        slapd = new RealSlapd(dir);
    }

    @AfterAll
    static void stop() throws Exception {
        if (slapd != null) {
            slapd.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        set("mailmig.directory.url", slapd.url());
        set("mailmig.directory.base", "dc=new,dc=example");
        // The directory holds a referral (ou=elsewhere).
        set("mailmig.directory.referrals", "ignore-subordinate");
        bind(MIGRATOR, "migrator-secret");
        set("mailmig.forwarder.domain", "old.example");
        set("mailmig.forwarder.settle", "0");
        context.getPropertiesComponent().setOverrideProperties(keys);
        line = new LineWorld(context);
    }

    @AfterEach
    void close() throws Exception {
        line.close();
        context.close();
    }

    public List<String> forwarder(String dn) {
        return held(dn, "targetAddress");
    }

    public List<String> held(String dn, String attribute) {
        return Directories.of(context).target().entry(dn).values(attribute).orElseThrow();
    }

    /** Changes the same attribute as an administrator would, without mailmig. */
    void write(String dn, String value) {
        assertThat(Directories.of(context)
                        .writableTarget()
                        .entry(dn)
                        .add("targetAddress", value)
                        .ok())
                .isTrue();
    }

    public void erase(String dn, String value) {
        assertThat(Directories.of(context)
                        .writableTarget()
                        .entry(dn)
                        .delete("targetAddress", value)
                        .ok())
                .isTrue();
    }

    public void bind(String dn, String password) {
        set("mailmig.directory.bind-dn", dn);
        set("mailmig.directory.password", password);
    }

    public void set(String key, String value) {
        keys.setProperty(key, value);
    }

    public CamelContext context() {
        return context;
    }

    public LineWorld line() {
        return line;
    }
}
