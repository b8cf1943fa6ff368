// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.mailmig.Mode;
import org.mailmig.control.rows.IntakeOptions;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;

/** The shipped intake routes in a bare context, with a ledger that keeps its waves in memory. */
public final class IntakeWorld implements AutoCloseable {
    static final String GOOD = "source_user,source_password,target_user\nanna,geheim,ann\nbert,,bob\n";

    private static final Logger LOG = Logger.getLogger(Intake.class.getName());

    final Path dir;
    final Path intakeDir;
    final Map<String, List<NewAccount>> waves = new HashMap<>();
    private final List<Wave> open = new ArrayList<>();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Intake intake;
    private Handler handler;

    public IntakeWorld(Path dir, String... settings) throws Exception {
        this.dir = dir;
        this.intakeDir = dir.resolve("intake");
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "mailmig.source.uri", "imaps://mail.old.example",
                "mailmig.target.uri", "imaps://mail.new.example:993?password=RAW(a&b)",
                "mailmig.servers", "branch",
                "mailmig.branch.uri", "imap:branch.old.example",
                "mailmig.branch.admin-style", "dovecot",
                "mailmig.intake.dir", intakeDir.toString(),
                "mailmig.intake.enabled", "false",
                "mailmig.intake.settle", "100"));
        for (String setting : settings) {
            properties.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
        }
        context.getPropertiesComponent().setOverrideProperties(properties);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        PluginHelper.getResourceLoader(context).resolveResource("file:routes/10-intake.camel.yaml"));
        context.start();
        intake = context.getRegistry().lookupByNameAndType("mailmigIntake", Intake.class);
        intake.setSink(this::begin);
    }

    /** With the real ledger, in a file. */
    public static IntakeWorld withLedger(Path dir, String... settings) throws Exception {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = "mailmig.ledger.url=jdbc:h2:file:" + dir.resolve("ledger");
        IntakeWorld world = new IntakeWorld(dir, all);
        world.intake.setSink(null);
        return world;
    }

    /** Returns the names in a folder, in alphabetical order, without Camel's locks. */
    static List<String> files(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> !name.endsWith(".camelLock"))
                    .sorted()
                    .toList();
        }
    }

    /** Adds what intake warns of to {@code lines}, until this world is closed. */
    public void told(List<String> lines) {
        handler = new Handler() {
            @Override
            public void publish(LogRecord said) {
                if (said.getLevel().intValue() >= Level.WARNING.intValue()) {
                    lines.add(new SimpleFormatter().formatMessage(said));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LOG.addHandler(handler);
    }

    private synchronized Waves.Begun begin(String name, String sha256, Iterator<NewAccount> rows) {
        for (Wave wave : open) {
            if (wave.sha256().equals(sha256)) {
                return new Waves.Begun(wave, false, waves.get(wave.id()).size(), 0);
            }
        }
        List<NewAccount> accounts = new ArrayList<>();
        rows.forEachRemaining(accounts::add);
        Wave wave = new Wave(name + "-" + (open.size() + 1), name, sha256, Instant.now(), null, null);
        open.add(wave);
        waves.put(wave.id(), accounts);
        return new Waves.Begun(wave, true, accounts.size(), 0);
    }

    public Intake intake() {
        return intake;
    }

    public DefaultCamelContext context() {
        return context;
    }

    public Path file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public Path file(String name, byte[] bytes) throws IOException {
        return Files.write(dir.resolve(name), bytes);
    }

    public IntakeResult take(String name) {
        return intake.take(dir.resolve(name), new IntakeOptions(Mode.MERGE, null));
    }

    public ValidationResult check(String text) throws IOException {
        return check(text, Mode.MERGE);
    }

    public ValidationResult check(String text, Mode mode) throws IOException {
        return intake.check(file("wave.csv", text), new IntakeOptions(mode, null));
    }

    @Override
    public void close() {
        context.stop();
        LOG.removeHandler(handler);
    }
}
