package dev.perdure.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md: dependencies point down only, and each room knows nothing of what it must not know. */
class ModuleArrowsTest {
    private static final String API = "dev.perdure.api..";
    private static final String STORE = "dev.perdure.store..";
    private static final String ENGINE = "dev.perdure.engine..";
    private static final String SESSION = "dev.perdure.session..";
    private static final String SERVER = "dev.perdure.server..";
    private static final String CLI = "dev.perdure.cli..";

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.perdure");
    }

    @Test
    void theApiDependsOnNothing() {
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage(API)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(API, "java..", "org.jspecify..")
                .check(classes);
    }

    @Test
    void theStoreKnowsOnlyTheApi() {
        mayNotKnow(STORE, ENGINE, SESSION, SERVER, CLI);
    }

    @Test
    void theEngineKnowsNeitherTerminalsNorHttp() {
        mayNotKnow(ENGINE, SESSION, SERVER, CLI, "io.javalin..", "java.net.http..");
    }

    @Test
    void sessionsKnowOnlyTheApi() {
        mayNotKnow(SESSION, STORE, ENGINE, SERVER, CLI);
    }

    @Test
    void theDaemonKnowsNoSqlAndNotTheCommandLine() {
        mayNotKnow(SERVER, CLI, "java.sql..", "org.sqlite..", "dev.perdure.store..");
    }

    @Test
    void theCommandLineKnowsOnlyTheClientAndTheServer() {
        mayNotKnow(CLI, STORE, ENGINE, SESSION, "io.javalin..");
    }

    @Test
    void theCoreIsPure() {
        noClasses()
                .that()
                .resideInAPackage("dev.perdure.engine.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.concurrent..", "java.io..", "java.nio..", "java.net..", "java.sql..", "org.slf4j..")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .check(classes);
    }

    @Test
    void packagesOfAModuleDoNotGoRoundInCircles() {
        slices().matching("dev.perdure.(store|engine|cli).(**)")
                .should()
                .beFreeOfCycles()
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(
                                "dev.perdure.engine.core", "dev.perdure.engine.json", "dev.perdure.engine.runtime"));
    }

    private static void mayNotKnow(String room, String... others) {
        noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(classes);
    }
}
