// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every key that has a form before anything starts, so that a mistake is reported now and not by the first account: by
 * the command line before its context starts, and in a host as soon as a component of ours does.
 */
public final class ConfigurationCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationCheck.class);
    private static final String CHECKED = "mailmigConfigurationChecked";
    private static final List<String> TIMES = List.of(
            "mailmig.feeder.period",
            "mailmig.accounts.requeue-after",
            "mailmig.redelivery.delay",
            "mailmig.redelivery.longest",
            "mailmig.redelivery.busy",
            "mailmig.directory.connect-timeout",
            "mailmig.directory.reply-timeout",
            "mailmig.directory.read-within",
            "mailmig.directory.read-interval",
            "mailmig.forwarder.settle",
            "mailmig.probe.wait",
            "mailmig.probe.timeout",
            "mailmig.report.timeout",
            "mailmig.sweep.wait",
            "mailmig.sweep.interval",
            "mailmig.ledger.lease",
            "mailmig.admin-login.stop",
            "mailmig.intake.settle",
            "mailmig.intake.patience");
    private static final List<String> COUNTS = List.of(
            "mailmig.accounts.in-flight",
            "mailmig.redelivery.attempts",
            "mailmig.redelivery.factor",
            "mailmig.intake.largest",
            "mailmig.console.port");
    private static final List<String> FLAGS = List.of(
            "mailmig.merge.restore-missing",
            "mailmig.verify.full",
            "mailmig.directory.x500",
            "mailmig.directory.aliases",
            "mailmig.forwarder.on-merge",
            "mailmig.forwarder.adopt",
            "mailmig.forwarder.probe",
            "mailmig.intake.enabled",
            "mailmig.feeder.enabled",
            "mailmig.console.enabled");
    private static final List<String> TLS = List.of("implicit", "starttls", "none");
    private static final List<String> REFERRALS = List.of("error", "ignore-subordinate");
    private static final Map<String, List<String>> WORDS = Map.of(
            "mailmig.target.when-initialised", List.of("refuse", "merge"),
            "mailmig.target.when-too-small", List.of("refuse", "go-on"),
            "mailmig.merge.removals", List.of("keep", "follow"),
            "mailmig.intake.mode", List.of("clone", "merge"),
            "mailmig.directory.tls", TLS,
            "mailmig.directory.referrals", REFERRALS,
            "mailmig.source.directory.tls", TLS,
            "mailmig.source.directory.referrals", REFERRALS,
            "mailmig.forwarder.preset", List.of("exchange", "postfix", "dovecot"));
    private static final List<String> IDENTITIES = List.of("none", "dovecot-http", "cyrus-sync");
    private static final List<String> SIEVE_NAMES = List.of("utf-8", "modified-utf-7");
    private static final List<String> SEDA_OPTIONS = List.of("blockWhenFull", "purgeWhenStopping", "pollTimeout");
    private static final List<String> GRANTS =
            List.of("client-credentials", "refresh-token", "jwt-bearer", "file", "command");
    private static final List<String> MECHANISMS = List.of("auto", "xoauth2", "oauthbearer");
    private static final List<String> STYLES =
            List.of("authzid", "dovecot", "exchange", "proxyauth", "xoauth2", "oauthbearer", "none");

    private ConfigurationCheck() {}

    /**
     * Once for each context: everything that is wrong is in one exception, and keys that are none of ours are in the log.
     *
     * @param servers are mailboxes moved here, so that a source and a target must be set?
     * @throws FatalException with one sentence for each key
     */
    public static synchronized void atStart(CamelContext context, boolean servers) {
        Boolean checked = context.getRegistry().lookupByNameAndType(CHECKED, Boolean.class);
        if (checked != null && (checked || !servers)) {
            return;
        }
        Settings settings = Settings.of(context);
        List<String> problems = new ArrayList<>(servers ? missing(settings) : List.of());
        problems.addAll(problems(context));
        if (!problems.isEmpty()) {
            throw new FatalException("Nothing was begun: " + String.join(" ", problems));
        }
        if (checked == null) {
            tellUnknown(context, settings);
        }
        context.getRegistry().bind(CHECKED, servers);
    }

    private static void tellUnknown(CamelContext context, Settings settings) {
        ConfigurationKeys keys =
                ConfigurationKeys.of(settings.find("mailmig.servers").orElse(""));
        written(context).stream().map(keys::unknown).flatMap(Optional::stream).forEach(text -> LOG.warn("{}", text));
    }

    /** Nothing is missed before a server is named: routes whose endpoints are replaced in a test need none. */
    private static List<String> missing(Settings settings) {
        Set<String> servers = servers(settings);
        if (servers.stream().noneMatch(server -> isSet(settings, "mailmig." + server + ".uri"))) {
            LOG.warn("Neither mailmig.source.uri nor mailmig.target.uri is set: no account can be moved.");
            return servers.size() == 2 ? List.of() : missing(settings, servers);
        }
        return missing(settings, servers);
    }

    /** Rows may name their servers: where there are others, source and target need not be set. */
    private static List<String> missing(Settings settings, Set<String> servers) {
        return servers.stream()
                .filter(server ->
                        servers.size() == 2 || !List.of("source", "target").contains(server))
                .map(server -> "mailmig." + server + ".uri")
                .filter(key -> !isSet(settings, key))
                .map(key -> "Configuration key " + key + " is not set: write the server's address, for example " + key
                        + " = imaps://mail.example:993.")
                .toList();
    }

    /** One that cannot be resolved is reported by {@link #problems}. */
    private static boolean isSet(Settings settings, String key) {
        try {
            return settings.find(key).isPresent();
        } catch (FatalException e) {
            return true;
        }
    }

    /** Our keys, as far as the context's sources can list theirs. */
    private static Set<String> written(CamelContext context) {
        return new TreeSet<>(context.getPropertiesComponent()
                .loadProperties(key -> key.startsWith("mailmig."))
                .stringPropertyNames());
    }

    /** One sentence for each key whose value has not the form that it needs. */
    public static List<String> problems(CamelContext context) {
        Settings settings = Settings.of(context);
        List<String> problems = new ArrayList<>();
        TIMES.forEach(key -> read(problems, key, settings, settings::duration));
        COUNTS.forEach(key -> read(problems, key, settings, name -> positive(settings, name)));
        FLAGS.forEach(key -> read(problems, key, settings, settings::flag));
        WORDS.forEach((key, words) -> read(problems, key, settings, name -> oneOf(settings, name, words)));
        read(problems, "mailmig.directory.page", settings, settings::integer);
        read(problems, "mailmig.sweep.until", settings, key -> settings.until(key, Instant.now()));
        for (String server : servers(settings)) {
            String prefix = "mailmig." + server + ".";
            read(problems, prefix + "reply-timeout", settings, settings::duration);
            read(problems, prefix + "preset", settings, name -> Presets.of(settings.get(name), name));
            tokens(problems, prefix, settings);
            read(problems, prefix + "connections", settings, name -> positive(settings, name));
            read(problems, prefix + "pipelining", settings, settings::flag);
            read(problems, prefix + "tls", settings, name -> oneOf(settings, name, TLS));
            read(problems, prefix + "admin-style", settings, name -> oneOf(settings, name, STYLES));
            read(problems, prefix + "sieve.tls", settings, name -> oneOf(settings, name, TLS));
            read(problems, prefix + "sieve.folder-names", settings, name -> oneOf(settings, name, SIEVE_NAMES));
            read(problems, prefix + "identity.kind", settings, name -> oneOf(settings, name, IDENTITIES));
        }
        tokens(problems, "mailmig.report.", settings);
        tokens(problems, "mailmig.probe.", settings);
        read(problems, "mailmig.accounts.uri", settings, key -> ownOptions(settings));
        for (String key : written(context)) {
            read(problems, key, settings, settings::find);
        }
        return problems.stream().distinct().sorted().toList();
    }

    private static void tokens(List<String> problems, String prefix, Settings settings) {
        read(problems, prefix + "oauth.grant", settings, name -> oneOf(settings, name, GRANTS));
        read(problems, prefix + "oauth.mechanism", settings, name -> oneOf(settings, name, MECHANISMS));
        read(problems, prefix + "oauth.timeout", settings, settings::duration);
    }

    /** Another queue's component refuses options of {@code seda:}, in words that name no key of ours. */
    private static void ownOptions(Settings settings) {
        if (settings.get("mailmig.accounts.uri").startsWith("seda:")) {
            return;
        }
        for (String key : List.of("mailmig.accounts.producer", "mailmig.accounts.consumer")) {
            String options = settings.find(key).orElse("");
            if (Arrays.stream(options.split("&"))
                    .map(option -> option.split("=", 2)[0].trim())
                    .anyMatch(SEDA_OPTIONS::contains)) {
                throw new FatalException("Configuration key " + key + " has options of seda: while mailmig.accounts.uri"
                        + " names another queue: set it too, as config/application.properties shows.");
            }
        }
    }

    private static Set<String> servers(Settings settings) {
        Set<String> servers = new LinkedHashSet<>(List.of("source", "target"));
        for (String name : settings.find("mailmig.servers").orElse("").split(",")) {
            if (!name.isBlank()) {
                servers.add(name.trim());
            }
        }
        return servers;
    }

    private static void read(List<String> problems, String key, Settings settings, Consumer<String> form) {
        try {
            if (settings.find(key).isPresent()) {
                form.accept(key);
            }
        } catch (FatalException e) {
            problems.add(e.getMessage());
        }
    }

    private static void positive(Settings settings, String key) {
        if (settings.number(key) < 1) {
            throw new FatalException(
                    "Configuration key " + key + " must be at least 1, not \"" + settings.get(key) + "\".");
        }
    }

    private static void oneOf(Settings settings, String key, List<String> words) {
        if (!words.contains(settings.get(key))) {
            throw new FatalException("Configuration key " + key + " must be one of " + String.join(", ", words)
                    + ", not \"" + settings.get(key) + "\".");
        }
    }
}
