package io.coffer.backup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;

/** The layers of this module: imports point down only. */
@AnalyzeClasses(packages = "io.coffer.backup", importOptions = DoNotIncludeTests.class)
class LayersTest {
    /** From the bottom to the top; two dots stand for the sub-packages too. */
    private static final List<String> LAYERS = List.of(
            "io.coffer.backup.model..",
            "io.coffer.backup.spi",
            "io.coffer.backup.spi.encryption..",
            "io.coffer.backup.spi.decorator..",
            "io.coffer.backup.internal.files..",
            "io.coffer.backup.source..",
            "io.coffer.backup", // the face
            "io.coffer.backup.internal.task..",
            "io.coffer.backup.internal.format..",
            "io.coffer.backup.internal.content..",
            "io.coffer.backup.internal.repository..",
            "io.coffer.backup.internal.snapshot..",
            "io.coffer.backup.internal.filesystem..",
            "io.coffer.backup.internal.maintenance..",
            "io.coffer.backup.internal.engine..");

    @ArchTest
    static final ArchRule importsPointDown = importsPointDown();

    @ArchTest
    static final ArchRule noPackageDependsOnItself =
            slices().matching("io.coffer.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    /** The one internal package below the face is for the sources and the internals only. */
    @ArchTest
    static final ArchRule faceKnowsNoInternals = noClasses()
            .that()
            .resideInAPackage("io.coffer.backup")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.coffer.backup.internal..")
            .allowEmptyShould(true);

    /** What can be seen from outside commits us to no compressor and no JSON library. */
    @ArchTest
    static final ArchRule librariesStayInside = noClasses()
            .that()
            .resideOutsideOfPackage("io.coffer.backup.internal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml..", "com.github.luben..")
            .allowEmptyShould(true);

    private static ArchRule importsPointDown() {
        LayeredArchitecture architecture =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (String layer : LAYERS) {
            architecture = architecture.layer(layer).definedBy(layer);
        }
        // Nothing is above the top layer: it may be accessed by no other.
        for (int i = 0; i < LAYERS.size(); i++) {
            String[] above = LAYERS.subList(i + 1, LAYERS.size()).toArray(String[]::new);
            architecture = above.length == 0
                    ? architecture.whereLayer(LAYERS.get(i)).mayNotBeAccessedByAnyLayer()
                    : architecture.whereLayer(LAYERS.get(i)).mayOnlyBeAccessedByLayers(above);
        }
        // A package that is new has to be given its place above.
        return architecture.ensureAllClassesAreContainedInArchitecture();
    }
}
