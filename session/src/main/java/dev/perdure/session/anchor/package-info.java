/**
 * What keeps a session's terminal and exit code when no daemon lives, and how a daemon starts one, takes one back and
 * lets one go.
 */
@NullMarked
package dev.perdure.session.anchor;

import org.jspecify.annotations.NullMarked;
