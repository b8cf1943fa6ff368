// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Outcome;
import org.mailmig.ledger.wave.AccountState;

/** What several accounts of a wave have in common, to be reported once: reasons of those that are not DONE, warnings and notes. */
final class InCommon {
    private static final int NAMED = 5;
    private static final int MOST = 50;
    private static final String SOMEBODY = "...";
    private final Map<Text, List<String>> accounts = new LinkedHashMap<>();
    private final int all;

    /** The kind of an account's text. */
    enum Kind {
        REASON,
        WARNING,
        NOTE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A text that accounts may share.
     *
     * @param word the outcome for a reason, else that of the kind
     * @param cause the text without the names of its account
     */
    private record Text(Kind kind, String word, String cause) {}

    InCommon(List<AccountState> states) {
        all = states.size();
        for (AccountState state : states) {
            Account account = state.account();
            for (Text text : texts(state)) {
                accounts.computeIfAbsent(text, key -> new ArrayList<>()).add(account.getAccount());
            }
        }
        accounts.entrySet()
                .removeIf(each -> !isCommon(each.getKey(), each.getValue().size()));
    }

    /** Two accounts that failed for one reason are a group; a warning or note that only two of many have is listed with each. */
    private boolean isCommon(Text text, int count) {
        return count > 2 || (count == 2 && (text.kind() == Kind.REASON || all == 2));
    }

    private static Set<Text> texts(AccountState state) {
        AccountResult result = state.account().getResult();
        Stream<Text> why = result.reason == null
                ? Stream.empty()
                : Stream.of(why(state.account(), WaveReport.outcome(state), result.reason));
        return Stream.of(
                        why,
                        result.warnings.stream().map(text -> text(state.account(), Kind.WARNING, text)),
                        result.notes.stream().map(text -> text(state.account(), Kind.NOTE, text)))
                .flatMap(texts -> texts)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns whether it is listed at the top. */
    boolean has(Account account, Kind kind, String text) {
        return accounts.containsKey(text(account, kind, text));
    }

    boolean hasReason(AccountState state) {
        AccountResult result = state.account().getResult();
        return result.reason != null
                && accounts.containsKey(why(state.account(), WaveReport.outcome(state), result.reason));
    }

    /** One line each; those that concern the most accounts come first. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>(accounts.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        (Map.Entry<Text, List<String>> each) -> -each.getValue().size()))
                .limit(MOST)
                .map(each -> sentence(each.getKey(), each.getValue()))
                .toList());
        if (accounts.size() > MOST) {
            sentences.add((accounts.size() - MOST) + " more texts that accounts have in common are in report.json");
        }
        return sentences;
    }

    private String sentence(Text text, List<String> names) {
        String who = names.size() == all
                ? "all " + all + " accounts"
                : String.format(Locale.ROOT, "%,d of %,d accounts", names.size(), all);
        String some = names.size() == all ? "" : " (" + some(names) + ")";
        return text.word() + ", " + who + some + ": " + text.cause();
    }

    private static String some(List<String> names) {
        String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
    }

    private static Text why(Account account, Outcome outcome, String text) {
        return new Text(Kind.REASON, outcome.name(), cause(account, text));
    }

    private static Text text(Account account, Kind kind, String text) {
        return new Text(kind, kind.word(), cause(account, text));
    }

    /** The text without the names of its account: the rest is the cause. */
    private static String cause(Account account, String text) {
        ControlRow row = account.getRow();
        Stream<String> own = row == null
                ? Stream.of(account.getAccount())
                : Stream.of(
                        account.getAccount(),
                        account.getDn(),
                        row.dn(),
                        row.address(),
                        row.sourceUser(),
                        row.targetUser());
        String names = own.filter(name -> name != null && !name.isBlank())
                .distinct()
                .sorted(Comparator.comparingInt(name -> -name.length()))
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return names.isEmpty()
                ? text
                : Pattern.compile("(?<![\\p{L}\\p{N}])(?:" + names + ")(?![\\p{L}\\p{N}])")
                        .matcher(text)
                        .replaceAll(Matcher.quoteReplacement(SOMEBODY));
    }
}
