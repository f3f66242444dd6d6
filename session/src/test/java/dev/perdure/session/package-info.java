/** Proofs with real processes: sessions, their clients, their hosts' deaths. */
@NullMarked
package dev.perdure.session;

import org.jspecify.annotations.NullMarked;
