/** What users test their own task types with: time that is skipped, crashes at every event, and replay of recorded histories. */
@NullMarked
package dev.perdure.testkit;

import org.jspecify.annotations.NullMarked;
