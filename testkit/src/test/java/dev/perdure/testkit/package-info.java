/** Tests of what users test with. */
@NullMarked
package dev.perdure.testkit;

import org.jspecify.annotations.NullMarked;
