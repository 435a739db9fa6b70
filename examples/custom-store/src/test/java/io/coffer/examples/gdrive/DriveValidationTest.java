package io.coffer.examples.gdrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.testkit.Validation;
import io.coffer.backup.testkit.ValidationReport;
import io.coffer.backup.testkit.ValidationReport.Outcome;
import org.junit.jupiter.api.Test;

/** What the README tells users to run against their own folder, run against the stand-in. */
class DriveValidationTest {
    @Test
    void validationPassesAndLeavesNothing() throws Exception {
        try (DriveServer server = new DriveServer(false)) {
            ValidationReport report = Validation.of(
                            "gdrive:" + DriveServer.FOLDER + "/backups?endpoint=" + server.endpoint())
                    .run();
            assertThat(report.results())
                    .filteredOn(result -> result.outcome() == Outcome.FAILED)
                    .isEmpty();
            assertThat(report.ok()).isTrue();
            assertThat(report.location()).startsWith("gdrive:" + DriveServer.FOLDER + "/backups/coffer-validate-");
            assertThat(server.storage.all()).isEmpty();
        }
    }
}
