// Who is in the cast, as data: who they are to the user, and what their day is like.
