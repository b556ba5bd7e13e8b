"""The Budget citoyen of the Département du Pas-de-Calais."""
