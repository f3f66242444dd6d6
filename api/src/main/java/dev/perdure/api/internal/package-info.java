/** What the other modules share with the api and users don't need: the rules for names and texts. */
@NullMarked
package dev.perdure.api.internal;

import org.jspecify.annotations.NullMarked;
