/**
 * Live sessions as their users see them: {@link dev.perdure.session.Sessions} hosts them,
 * {@link dev.perdure.session.Session} is one, {@link dev.perdure.session.Attachment} is taking part in one.
 */
@NullMarked
package dev.perdure.session;

import org.jspecify.annotations.NullMarked;
