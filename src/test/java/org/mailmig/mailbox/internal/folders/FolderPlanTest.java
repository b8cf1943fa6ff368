// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.folders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.imap.model.FolderStatus;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.text.ModifiedUtf7;

class FolderPlanTest {
    private static final FolderNames SLASH_TO_DOT = new FolderNames("", '/', "", '.');
    private static final FolderNames SLASH_TO_SLASH = new FolderNames("", '/', "", '/');

    @Test
    void nestedFoldersTakeTheTargetsSeparator() {
        assertThat(targets(SLASH_TO_DOT, folders('/', "INBOX", "a/b/c"), List.of()))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "a/b/c -> a.b.c");
    }

    @Test
    void theTargetsSeparatorInsideANameIsEscapedAndStaysApartFromARealChild() {
        assertThat(targets(SLASH_TO_DOT, folders('/', "a.b", "a/b"), List.of()))
                .containsExactlyInAnyOrder("a.b -> a=2Eb", "a/b -> a.b");
    }

    @Test
    void aNameThatLooksEscapedIsEscapedItself() {
        assertThat(targets(SLASH_TO_DOT, folders('/', "a=2Eb", "a.b"), List.of()))
                .containsExactlyInAnyOrder("a=2Eb -> a=3D2Eb", "a.b -> a=2Eb");
    }

    @Test
    void aSourcePrefixIsTakenOffAndATargetPrefixPutOn() {
        FolderNames courierToPlain = new FolderNames("INBOX.", '.', "", '/');
        assertThat(targets(courierToPlain, folders('.', "INBOX", "INBOX.Sent.2001"), List.of()))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "INBOX.Sent.2001 -> Sent/2001");
        FolderNames plainToCourier = new FolderNames("", '/', "INBOX.", '.');
        assertThat(targets(plainToCourier, folders('/', "INBOX", "Sent/2001"), List.of()))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "Sent/2001 -> INBOX.Sent.2001");
    }

    @Test
    void aRoleDecidesWhateverTheFoldersAreCalledAndSubfoldersFollow() {
        List<ListedFolder> source = List.of(
                folder('/', "Junk E-mail", "\\junk"),
                folder('/', "Junk E-mail/old"),
                folder('/', "Gesendet", "\\sent"));
        List<ListedFolder> target = List.of(folder('/', "Spam", "\\junk"), folder('/', "Sent", "\\sent"));
        assertThat(targets(SLASH_TO_SLASH, source, target))
                .containsExactlyInAnyOrder("Junk E-mail -> Spam", "Junk E-mail/old -> Spam/old", "Gesendet -> Sent");
    }

    @Test
    void aFolderMadeByHandNeverTakesThePlaceOfTheOneWithTheRole() {
        List<ListedFolder> source = List.of(folder('/', "Junk E-mail"), folder('/', "Spam", "\\junk"));
        List<ListedFolder> target = List.of(folder('/', "Junk E-mail", "\\junk"));
        FolderPlan plan = FolderPlan.of(row(List.of(), List.of()), source, target, SLASH_TO_SLASH);
        assertThat(words(plan)).containsExactlyInAnyOrder("Spam -> Junk E-mail", "Junk E-mail -> Junk E-mail-2");
        assertThat(plan.warnings()).singleElement().asString().contains("Junk E-mail-2");
    }

    @Test
    void viewsOfOtherFoldersAreLeftOutAndNamedUnlessIncluded() {
        List<ListedFolder> source = List.of(folder('/', "INBOX"), folder('/', "All", "\\all"));
        FolderPlan plan = FolderPlan.of(row(List.of(), List.of()), source, List.of(), SLASH_TO_SLASH);
        assertThat(words(plan)).containsExactly("INBOX -> INBOX");
        assertThat(plan.leftOut()).singleElement().asString().startsWith("All:");
        assertThat(words(FolderPlan.of(row(List.of("INBOX", "All"), List.of()), source, List.of(), SLASH_TO_SLASH)))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "All -> All");
    }

    @Test
    void includeAndExcludeUnderstandTheWildcardsOfLIST() {
        List<ListedFolder> source = folders('/', "INBOX", "Projects", "Projects/a", "Projects/a/b", "Projectiles");
        assertThat(words(FolderPlan.of(
                        row(List.of("inbox", "Projects*"), List.of("Projects/%")), source, List.of(), SLASH_TO_SLASH)))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "Projects -> Projects", "Projects/a/b -> Projects/a/b");
    }

    @Test
    void namesAreShownDecodedAndKeptRaw() {
        String raw = ModifiedUtf7.encode("Entwürfe & mehr");
        FolderPlan plan = FolderPlan.of(row(List.of(), List.of()), folders('/', raw), List.of(), SLASH_TO_SLASH);
        assertThat(plan.pairs().get(0).targetRaw()).isEqualTo("Entw&APw-rfe &- mehr");
        assertThat(plan.pairs().get(0).targetName()).isEqualTo("Entwürfe & mehr");
    }

    @Test
    void namesInAnyUsualLanguageSayTheRoleWhereAServerShowsNone() {
        List<ListedFolder> target =
                List.of(folder('/', "Sent", "\\sent"), folder('/', "Trash", "\\trash"), folder('/', "Spam", "\\junk"));
        for (String sent : List.of(
                "Sent Items",
                "已发送邮件",
                "भेजे गए आइटम",
                "Elementos enviados",
                "Éléments envoyés",
                "العناصر المرسلة",
                "Itens enviados",
                "Отправленные",
                "Gesendete Elemente",
                "送信済みアイテム",
                "보낸 편지함",
                "Posta inviata",
                "Verzonden items",
                "Elementy wysłane",
                "Gönderilmiş Öğeler",
                "Skickat")) {
            String raw = ModifiedUtf7.encode(sent);
            assertThat(targets(SLASH_TO_SLASH, folders('/', "INBOX", raw, raw + "/2001"), target))
                    .containsExactlyInAnyOrder("INBOX -> INBOX", sent + " -> Sent", sent + "/2001 -> Sent/2001");
        }
    }

    @Test
    void theUsualNameGivesWayToTheRoleThatTheServerShows() {
        List<ListedFolder> source = List.of(folder('/', "Junk E-mail"), folder('/', "Bulk", "\\junk"));
        assertThat(targets(SLASH_TO_SLASH, source, List.of(folder('/', "Junk", "\\junk"))))
                .containsExactlyInAnyOrder("Bulk -> Junk", "Junk E-mail -> Junk E-mail");
    }

    @Test
    void aFolderWhoseNameIsOnBothSidesStaysThereWhateverItsNameSuggests() {
        List<ListedFolder> source =
                List.of(folder('/', "INBOX"), folder('/', "Junk E-mail"), folder('/', "Out", "\\sent"));
        List<ListedFolder> target = List.of(folder('/', "Junk", "\\junk"), folder('/', "Junk E-mail"));
        assertThat(targets(SLASH_TO_SLASH, source, target))
                .containsExactlyInAnyOrder("INBOX -> INBOX", "Junk E-mail -> Junk E-mail", "Out -> Out");
    }

    @Test
    void ofTwoUsualNamesTheLikelierPlaysTheRoleAndTheOtherStaysWhatItIs() {
        List<ListedFolder> source = folders('/', "Spam", "Junk");
        FolderPlan plan = plan(row(List.of(), List.of()), source, List.of(folder('/', "Werbung", "\\junk")), false);
        assertThat(words(plan)).containsExactlyInAnyOrder("Junk -> Werbung", "Spam -> Spam");
        assertThat(plan.pairs()).extracting(FolderPair::role).containsExactlyInAnyOrder("\\junk", null);
    }

    @Test
    void aTargetWhoseConfigurationGivesTheRolesIsGivenTheUsualNamesUnlessOthersHaveThem() {
        List<ListedFolder> source = List.of(folder('/', "Junk E-mail", "\\junk"), folder('/', "Junk E-mail/a"));
        assertThat(words(plan(row(List.of(), List.of()), source, List.of(), true)))
                .containsExactlyInAnyOrder("Junk E-mail -> Junk", "Junk E-mail/a -> Junk/a");
        List<ListedFolder> andByHand = new ArrayList<>(source);
        andByHand.add(folder('/', "Junk"));
        assertThat(words(plan(row(List.of(), List.of()), andByHand, List.of(), true)))
                .containsExactlyInAnyOrder(
                        "Junk E-mail -> Junk E-mail", "Junk E-mail/a -> Junk E-mail/a", "Junk -> Junk");
    }

    @Test
    void gmailsOwnFolderIsNotRebuiltForTheRolesBelowIt() {
        List<ListedFolder> source = List.of(
                folder('/', "INBOX"),
                folder('/', "[Gmail]", "\\noselect"),
                folder('/', "[Gmail]/Sent Mail", "\\sent"),
                folder('/', "[Gmail]/All Mail", "\\all"),
                folder('/', "[Gmail]/Spam", "\\junk"));
        assertThat(targets(SLASH_TO_SLASH, source, List.of(folder('/', "Junk", "\\junk"))))
                .containsExactlyInAnyOrder(
                        "INBOX -> INBOX",
                        "[Gmail]/Sent Mail -> Sent Mail",
                        "[Gmail]/All Mail -> Archive",
                        "[Gmail]/Spam -> Junk");
        assertThat(targets(SLASH_TO_SLASH, source, List.of(folder('/', "Ablage", "\\archive"))))
                .contains("[Gmail]/All Mail -> Ablage");
        List<ListedFolder> andOwn = new ArrayList<>(source);
        andOwn.add(folder('/', "Archive"));
        assertThat(targets(SLASH_TO_SLASH, andOwn, List.of()))
                .as("the user's own label of that name")
                .contains("[Gmail]/All Mail -> All Mail", "Archive -> Archive");
    }

    @Test
    void ofGmailsViewOfAllMessagesOnlyAPartIsCopiedUnlessItIsAskedForByName() {
        List<ListedFolder> source = List.of(
                folder('/', "INBOX"),
                folder('/', "[Gmail]/Starred", "\\flagged"),
                folder('/', "[Google Mail]/Alle", "\\all"));
        FolderPlan plan = FolderPlan.of(row(List.of(), List.of()), source, List.of(), SLASH_TO_SLASH);
        assertThat(plan.leftOut()).singleElement().asString().startsWith("[Gmail]/Starred:");
        assertThat(plan.pairs())
                .filteredOn(plan::isArchive)
                .extracting(FolderPair::targetRaw)
                .containsExactly("Archive");
        FolderPlan asked =
                FolderPlan.of(row(List.of("[Google Mail]/Alle"), List.of()), source, List.of(), SLASH_TO_SLASH);
        assertThat(asked.pairs()).hasSize(1).noneMatch(asked::isArchive);
    }

    @Test
    void subfoldersFollowAParentThatIsNotCopiedItself() {
        List<ListedFolder> source = List.of(folder('/', "Gesendet", "\\sent"), folder('/', "Gesendet/2001"));
        assertThat(words(FolderPlan.of(
                        row(List.of("Gesendet/*"), List.of()),
                        source,
                        List.of(folder('/', "Sent", "\\sent")),
                        SLASH_TO_SLASH)))
                .containsExactly("Gesendet/2001 -> Sent/2001");
    }

    @Test
    void whatATargetRefusesIsEscapedAndThenNumbered() {
        List<ListedFolder> source = folders('/', "50%", "50%/a", "Box", "box");
        FolderListings listing = new FolderListings(source, List.of(), SLASH_TO_SLASH, List.of(), false);
        FolderPlan plan = FolderPlan.of(row(List.of(), List.of()), listing, Set.of("50%", "box"));
        assertThat(words(plan))
                .containsExactlyInAnyOrder("50% -> 50=25", "50%/a -> 50=25/a", "Box -> Box", "box -> box-2");
        assertThat(plan.warnings()).singleElement().asString().contains("box-2");
        assertThat(plan.mapped()).singleElement().asString().contains("50=25");
    }

    @Test
    void controlCharactersAreEscapedAndCarelessNamesAreEncoded() {
        String lineFeed = ModifiedUtf7.encode("a\nb");
        FolderPlan plan = FolderPlan.of(
                row(List.of(), List.of()),
                folders('/', lineFeed, "bad&name", "Gr\u00C3\u00BC\u00C3\u009Fe"),
                List.of(),
                SLASH_TO_SLASH);
        assertThat(plan.pairs())
                .extracting(FolderPair::targetRaw)
                .containsExactlyInAnyOrder("a=0Ab", "bad&-name", ModifiedUtf7.encode("Grüße"));
    }

    @Test
    void longNamesAreCutAndStayApart() {
        String stem = "n".repeat(300);
        FolderPlan plan = FolderPlan.of(
                row(List.of(), List.of()), folders('/', stem + "1", stem + "2"), List.of(), SLASH_TO_SLASH);
        assertThat(plan.pairs())
                .extracting(FolderPair::targetRaw)
                .doesNotHaveDuplicates()
                .allSatisfy(raw -> assertThat(raw).hasSizeLessThanOrEqualTo(SafeName.MOST_OCTETS));
        assertThat(plan.mapped()).hasSize(2);
    }

    @Test
    void aMapOfFoldersIsFollowedWithWhatIsBelowAndMayMergeWhatItNames() {
        ControlRow row = ControlRow.of(2, "u", "u", Mode.MERGE)
                .address("u")
                .folderMap(java.util.Map.of("Old/2001", "Archive/Y1", "INBOX", "Archive/In", "x", "Archive/In"))
                .build();
        FolderPlan plan = FolderPlan.of(
                row,
                folders('/', "INBOX", "INBOX/sub", "Old", "Old/2001", "Old/2001/Jan", "x"),
                List.of(),
                SLASH_TO_DOT);
        assertThat(words(plan))
                .containsExactlyInAnyOrder(
                        "INBOX -> Archive.In",
                        "INBOX/sub -> Archive.In.sub",
                        "x -> Archive.In",
                        "Old -> Old",
                        "Old/2001 -> Archive.Y1",
                        "Old/2001/Jan -> Archive.Y1.Jan");
    }

    @Test
    void everythingGoesBelowATargetFolderRolesAndINBOXIncluded() {
        ControlRow row = ControlRow.of(2, "u", "u", Mode.MERGE)
                .address("u")
                .targetFolder("Old mail/Anna")
                .build();
        List<ListedFolder> source = List.of(folder('/', "INBOX"), folder('/', "Sent", "\\sent"), folder('/', "a/b"));
        FolderPlan plan = FolderPlan.of(row, source, List.of(folder('.', "Sent", "\\sent")), SLASH_TO_DOT);
        assertThat(words(plan))
                .containsExactlyInAnyOrder(
                        "INBOX -> Old mail.Anna.INBOX", "Sent -> Old mail.Anna.Sent", "a/b -> Old mail.Anna.a.b");
        assertThat(plan.pairs()).extracting(FolderPair::role).containsOnlyNulls();
    }

    private static FolderPlan plan(
            ControlRow row, List<ListedFolder> source, List<ListedFolder> target, boolean rolesFixed) {
        return FolderPlan.of(row, new FolderListings(source, target, SLASH_TO_SLASH, List.of(), rolesFixed));
    }

    private static List<String> targets(FolderNames names, List<ListedFolder> source, List<ListedFolder> target) {
        return words(FolderPlan.of(row(List.of(), List.of()), source, target, names));
    }

    private static List<String> words(FolderPlan plan) {
        return plan.pairs().stream()
                .map(pair -> pair.source().name() + " -> " + pair.targetName())
                .toList();
    }

    private static ControlRow row(List<String> include, List<String> exclude) {
        return ControlRow.of(2, "u", "u", Mode.MERGE)
                .address("u")
                .folders(include, exclude)
                .build();
    }

    private static List<ListedFolder> folders(char separator, String... raw) {
        return Stream.of(raw).map(name -> folder(separator, name)).toList();
    }

    private static ListedFolder folder(char separator, String raw, String... attributes) {
        return new ListedFolder(
                raw, ModifiedUtf7.decode(raw), separator, Set.of(attributes), false, new FolderStatus(1, 1, 2, 0));
    }
}
