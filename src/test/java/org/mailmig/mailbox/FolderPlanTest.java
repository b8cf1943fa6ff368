package org.mailmig.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mailmig.Mode;
import org.mailmig.Row;
import org.mailmig.imap.FolderStatus;
import org.mailmig.imap.ListedFolder;
import org.mailmig.imap.ModifiedUtf7;

class FolderPlanTest {
    private static final FolderNames SLASH_TO_DOT = new FolderNames("", '/', "", '.');
    private static final FolderNames SLASH_TO_SLASH = new FolderNames("", '/', "", '/');

    @Test
    void nested_folders_take_the_targets_separator() {
        assertThat(targets(SLASH_TO_DOT, folders('/', "INBOX", "a/b/c"), List.of()))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "a/b/c -> a.b.c");
    }

    @Test
    void the_targets_separator_inside_a_name_is_escaped_and_stays_apart_from_a_real_child() {
        assertThat(targets(SLASH_TO_DOT, folders('/', "a.b", "a/b"), List.of()))
                .containsExactlyInAnyOrder("a.b -> a=2Eb", "a/b -> a.b");
    }

    @Test
    void a_name_that_looks_escaped_is_escaped_itself() {
        assertThat(targets(SLASH_TO_DOT, folders('/', "a=2Eb", "a.b"), List.of()))
                .containsExactlyInAnyOrder("a=2Eb -> a=3D2Eb", "a.b -> a=2Eb");
    }

    @Test
    void a_source_prefix_is_taken_off_and_a_target_prefix_put_on() {
        FolderNames courierToPlain = new FolderNames("INBOX.", '.', "", '/');
        assertThat(targets(courierToPlain, folders('.', "INBOX", "INBOX.Sent.2001"), List.of()))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "INBOX.Sent.2001 -> Sent/2001");
        FolderNames plainToCourier = new FolderNames("", '/', "INBOX.", '.');
        assertThat(targets(plainToCourier, folders('/', "INBOX", "Sent/2001"), List.of()))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "Sent/2001 -> INBOX.Sent.2001");
    }

    @Test
    void a_role_decides_whatever_the_folders_are_called_and_subfolders_follow() {
        List<ListedFolder> source = List.of(
                folder('/', "Junk E-mail", "\\junk"),
                folder('/', "Junk E-mail/old"),
                folder('/', "Gesendet", "\\sent"));
        List<ListedFolder> target = List.of(folder('/', "Spam", "\\junk"), folder('/', "Sent", "\\sent"));
        assertThat(targets(SLASH_TO_SLASH, source, target))
                .containsExactlyInAnyOrder("Junk E-mail -> Spam", "Junk E-mail/old -> Spam/old", "Gesendet -> Sent");
    }

    @Test
    void a_folder_made_by_hand_never_takes_the_place_of_the_one_with_the_role() {
        List<ListedFolder> source = List.of(folder('/', "Junk E-mail"), folder('/', "Spam", "\\junk"));
        List<ListedFolder> target = List.of(folder('/', "Junk E-mail", "\\junk"));
        FolderPlan plan = FolderPlan.of(row(List.of(), List.of()), source, target, SLASH_TO_SLASH);
        assertThat(words(plan)).containsExactlyInAnyOrder("Spam -> Junk E-mail", "Junk E-mail -> Junk E-mail-2");
        assertThat(plan.warnings()).singleElement().asString().contains("Junk E-mail-2");
    }

    @Test
    void views_of_other_folders_are_left_out_and_named_unless_included() {
        List<ListedFolder> source = List.of(folder('/', "INBOX"), folder('/', "All", "\\all"));
        FolderPlan plan = FolderPlan.of(row(List.of(), List.of()), source, List.of(), SLASH_TO_SLASH);
        assertThat(words(plan)).containsExactly("INBOX -> INBOX");
        assertThat(plan.leftOut()).singleElement().asString().startsWith("All:");
        assertThat(words(FolderPlan.of(row(List.of("INBOX", "All"), List.of()), source, List.of(), SLASH_TO_SLASH)))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "All -> All");
    }

    @Test
    void include_and_exclude_understand_the_wildcards_of_LIST() {
        List<ListedFolder> source = folders('/', "INBOX", "Projects", "Projects/a", "Projects/a/b", "Projectiles");
        assertThat(words(FolderPlan.of(
                        row(List.of("inbox", "Projects*"), List.of("Projects/%")), source, List.of(), SLASH_TO_SLASH)))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "Projects -> Projects", "Projects/a/b -> Projects/a/b");
    }

    @Test
    void names_are_shown_decoded_and_kept_raw() {
        String raw = ModifiedUtf7.encode("Entwürfe & mehr");
        FolderPlan plan = FolderPlan.of(row(List.of(), List.of()), folders('/', raw), List.of(), SLASH_TO_SLASH);
        assertThat(plan.pairs().get(0).targetRaw()).isEqualTo("Entw&APw-rfe &- mehr");
        assertThat(plan.pairs().get(0).targetName()).isEqualTo("Entwürfe & mehr");
    }

    private static List<String> targets(FolderNames names, List<ListedFolder> source, List<ListedFolder> target) {
        return words(FolderPlan.of(row(List.of(), List.of()), source, target, names));
    }

    private static List<String> words(FolderPlan plan) {
        return plan.pairs().stream()
                .map(pair -> pair.source().name() + " -> " + pair.targetName())
                .toList();
    }

    private static Row row(List<String> include, List<String> exclude) {
        return new Row(
                2,
                "u",
                "u",
                "u",
                Mode.MERGE,
                null,
                null,
                "source",
                "target",
                include,
                exclude,
                null,
                null,
                null,
                List.of());
    }

    private static List<ListedFolder> folders(char separator, String... raw) {
        return Stream.of(raw).map(name -> folder(separator, name)).toList();
    }

    private static ListedFolder folder(char separator, String raw, String... attributes) {
        return new ListedFolder(
                raw, ModifiedUtf7.decode(raw), separator, Set.of(attributes), false, new FolderStatus(1, 1, 2, 0));
    }
}
